using System.Diagnostics;
using Outrigger.Cli.Demo.Processes;

namespace Outrigger.Functional.Tests.Servers;

/// <summary>The rough ways to end a process.</summary>
internal static class Signals
{
    /// <summary>kill -9, and waits until it is gone.</summary>
    public static async Task KillAsync(this ChildProcess child)
    {
        using var process = Process.GetProcessById(child.Id);
        process.Kill();
        await child.Ended;
    }
}
