using System.Diagnostics;

namespace Outrigger.Cli.Hosting;

/// <summary>How long this process has been running: what an operator waited, the runtime's own start included.</summary>
internal static class ProcessAge
{
    public static TimeSpan Read(TimeProvider time)
    {
        using var own = Process.GetCurrentProcess();
        return time.GetUtcNow() - new DateTimeOffset(own.StartTime);
    }
}
