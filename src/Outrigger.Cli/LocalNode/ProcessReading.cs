namespace Outrigger.Cli.LocalNode;

/// <summary>What a process uses at a moment.</summary>
/// <param name="Cpu">CPU time since its start, in nanoseconds.</param>
/// <param name="Resident">Memory that it holds, in bytes.</param>
internal readonly record struct ProcessReading(long Cpu, long Resident);
