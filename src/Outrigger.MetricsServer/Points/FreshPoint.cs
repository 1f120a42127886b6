namespace Outrigger.MetricsServer.Points;

/// <summary>A point while its samples come in.</summary>
internal struct FreshPoint
{
    private long start;
    private long cpuTime;
    private long memoryTime;
    private ulong cpu;
    private ulong memory;

    /// <summary>The point; none when CPU or memory are missing or zero, as they are for what has just started or ended.</summary>
    public readonly MetricPoint Point => cpu == 0 || memory == 0 ? default : new MetricPoint(start, cpuTime != 0 ? cpuTime : memoryTime, cpu, memory);

    public void SetStart(ulong nanoseconds) => start = (long)nanoseconds;

    public void SetCpu(ulong nanoseconds, long time)
    {
        cpu = nanoseconds;
        cpuTime = time;
    }

    public void SetMemory(ulong bytes, long time)
    {
        memory = bytes;
        memoryTime = time;
    }
}
