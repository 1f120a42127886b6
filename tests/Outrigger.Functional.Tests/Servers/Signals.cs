using System.Diagnostics;
using System.Runtime.InteropServices;
using Outrigger.Cli.Demo.Processes;

namespace Outrigger.Functional.Tests.Servers;

/// <summary>The rough ways to end a process.</summary>
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

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int pid, int signal);
}
