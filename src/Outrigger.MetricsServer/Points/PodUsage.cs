namespace Outrigger.MetricsServer.Points;

/// <summary>What a pod used over a window. Immutable: readers take it as it is while the next one is made.</summary>
/// <param name="Time">The end of the window of the container that was measured first, in nanoseconds since 1970.</param>
/// <param name="Window">The length of that window in nanoseconds.</param>
/// <param name="Containers">At least one.</param>
internal sealed record PodUsage(long Time, long Window, ContainerUsage[] Containers);
