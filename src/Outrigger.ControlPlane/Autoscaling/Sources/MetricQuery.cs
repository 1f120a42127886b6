using Outrigger.ControlPlane.Autoscaling.Calculation;

namespace Outrigger.ControlPlane.Autoscaling.Sources;

/// <summary>What every metric of an autoscaler is asked about.</summary>
/// <param name="Namespace">Of the autoscaler and its target.</param>
/// <param name="Selector">Of the target's pods, as text.</param>
/// <param name="Wanted">spec.replicas of the scale.</param>
/// <param name="There">status.replicas of the scale.</param>
internal sealed record MetricQuery(string Namespace, string Selector, int Wanted, int There)
{
    public required IReadOnlyList<TargetPod> Pods { get; init; }

    public required Tolerances Tolerances { get; init; }

    public required ReadinessRules Readiness { get; init; }
}
