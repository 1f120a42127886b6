namespace Outrigger.MetricsServer.Points;

/// <summary>A container of a <see cref="PodUsage"/>.</summary>
/// <param name="Name">The container.</param>
/// <param name="Cpu">In billionths of a core.</param>
/// <param name="Memory">In bytes.</param>
internal readonly record struct ContainerUsage(string Name, long Cpu, long Memory);
