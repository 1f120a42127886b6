using System.Diagnostics;
using System.Runtime.InteropServices;
using Outrigger.Cli.Demo.Processes;

namespace Outrigger.Functional.Tests.Servers;

/// <summary>The rough ways to end a process, or to hold it.</summary>
internal static class Signals
{
    /// <summary>SIGTERM.</summary>
    public static void Terminate(this ChildProcess child) => _ = Kill(child.Id, 15);

    /// <summary>kill -9, and waits until it is gone.</summary>
    public static async Task KillAsync(this ChildProcess child)
    {
        using var process = Process.GetProcessById(child.Id);
        process.Kill();
        await child.Ended;
    }

    /// <summary>SIGSTOP: its sockets stay open, nothing answers.</summary>
    public static void Pause(this ChildProcess child) => _ = Kill(child.Id, 19);

    /// <summary>SIGCONT.</summary>
    public static void Resume(this ChildProcess child) => _ = Kill(child.Id, 18);

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int pid, int signal);
}
