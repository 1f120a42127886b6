namespace Outrigger.ControlPlane.Autoscaling.Calculation;

/// <summary>The pods of a target and what was measured of them.</summary>
/// <param name="Current">The number of replicas that is asked for now.</param>
/// <param name="Pods">All that the selector chooses.</param>
/// <param name="Metrics">By pod.</param>
/// <param name="Tolerances">In force.</param>
internal sealed record PodSample(int Current, IReadOnlyList<TargetPod> Pods, IReadOnlyDictionary<string, PodMetric> Metrics, Tolerances Tolerances)
{
    /// <summary>Set when the metric is the CPU.</summary>
    public ReadinessRules? Cpu { get; init; }
}
