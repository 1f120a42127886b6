namespace Outrigger.ControlPlane.Autoscaling.Calculation;

/// <summary>What was measured of one pod.</summary>
/// <param name="Value">In thousandths.</param>
/// <param name="Timestamp">The end of the time it was measured over.</param>
/// <param name="Window">That time.</param>
internal readonly record struct PodMetric(long Value, DateTimeOffset Timestamp, TimeSpan Window);
