namespace Outrigger.Cli.LocalNode;

/// <summary>What the machine uses at a moment.</summary>
/// <param name="Cpu">CPU time since the machine started, all cores together, in nanoseconds.</param>
/// <param name="WorkingSet">Memory that cannot be given to others, in bytes.</param>
/// <param name="Available">Memory that can, in bytes.</param>
internal readonly record struct MachineReading(long Cpu, long WorkingSet, long Available);
