using System.Diagnostics;

namespace Outrigger.Bench;

/// <summary>What a server process on this machine takes; zero for process 0.</summary>
internal static class ServerProcess
{
    public static TimeSpan ProcessorTime(IEnumerable<int> pids) => pids.Aggregate(TimeSpan.Zero, (sum, pid) => sum + ProcessorTime(pid));

    public static TimeSpan ProcessorTime(int pid)
    {
        if (pid == 0)
        {
            return TimeSpan.Zero;
        }

        using var process = Process.GetProcessById(pid);
        return process.TotalProcessorTime;
    }

    public static double ResidentMegabytes(int pid)
    {
        if (pid == 0)
        {
            return 0;
        }

        using var process = Process.GetProcessById(pid);
        return process.WorkingSet64 / 1e6;
    }

    /// <summary>Of the resident memory, what no file backs (Linux).</summary>
    public static double PrivateMegabytes(int pid)
    {
        var line = File.ReadLines($"/proc/{pid}/status").First(l => l.StartsWith("RssAnon:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2].Trim(), System.Globalization.CultureInfo.InvariantCulture) * 1024 / 1e6;
    }
}
