namespace Outrigger.MetricsServer.Points;

/// <summary>What was used over a window.</summary>
/// <param name="Time">The end of the window, in nanoseconds since 1970.</param>
/// <param name="Window">Its length in nanoseconds.</param>
/// <param name="Cpu">In billionths of a core.</param>
/// <param name="Memory">The working set at its end, in bytes.</param>
internal sealed record Usage(long Time, long Window, long Cpu, long Memory)
{
    private const double Nano = 1e9;

    /// <summary>What was used between two points; null when a counter or the start went backwards, which no rate can be made of.</summary>
    public static Usage? Between(in MetricPoint earlier, in MetricPoint later)
    {
        var window = later.Time - earlier.Time;
        if (window <= 0 || later.Start < earlier.Start || later.Cpu < earlier.Cpu)
        {
            return null;
        }

        var rate = (later.Cpu - earlier.Cpu) / (window / Nano);
        return new Usage(later.Time, window, rate >= long.MaxValue ? long.MaxValue : (long)rate, (long)later.Memory);
    }
}
