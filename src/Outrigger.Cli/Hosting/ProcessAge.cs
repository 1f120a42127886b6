using System.Diagnostics;
using System.Globalization;

namespace Outrigger.Cli.Hosting;

/// <summary>How long this process has been running: what an operator waited, the runtime's own start included, a build before it not.</summary>
internal static class ProcessAge
{
    /// <summary>What the script that builds and starts the program says when the build was done: milliseconds since 1970.</summary>
    public const string BuiltAt = "OUTRIGGER_BUILT_AT";

    public static TimeSpan Read(TimeProvider time)
    {
        using var own = Process.GetCurrentProcess();
        return time.GetUtcNow() - Begin(new DateTimeOffset(own.StartTime), Environment.GetEnvironmentVariable(BuiltAt));
    }

    /// <summary>When the start began. The process may be the one that the script was.</summary>
    internal static DateTimeOffset Begin(DateTimeOffset started, string? builtAt) =>
        long.TryParse(builtAt, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
        && milliseconds < DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
        && DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) is var built && built > started
            ? built
            : started;
}
