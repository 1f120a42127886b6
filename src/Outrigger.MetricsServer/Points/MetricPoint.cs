namespace Outrigger.MetricsServer.Points;

/// <summary>What was measured of a node or container at one moment. Times in nanoseconds since 1970; the default is no point.</summary>
/// <param name="Start">When the container started and its CPU time was 0; 0 when it is not known.</param>
/// <param name="Time">When the CPU time was read.</param>
/// <param name="Cpu">CPU time used since the start, in nanoseconds.</param>
/// <param name="Memory">The working set in bytes.</param>
internal readonly record struct MetricPoint(long Start, long Time, ulong Cpu, ulong Memory)
{
    /// <summary>Whether there is a point at all.</summary>
    public bool Exists => Time != 0;
}
