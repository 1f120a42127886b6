using System.Text.Json.Nodes;
using Outrigger.ControlPlane.Autoscaling.Sources;

namespace Outrigger.ControlPlane.Autoscaling;

/// <summary>What the metrics of an autoscaler say together.</summary>
/// <param name="Statuses">For status.currentMetrics, one each; of a failed one only an empty type.</param>
/// <param name="Failures">In the order of the metrics.</param>
/// <param name="Replicas">Null when nothing may be done about it.</param>
/// <param name="Metric">The one that it follows from.</param>
internal sealed record MetricFindings(IReadOnlyList<JsonObject> Statuses, IReadOnlyList<MetricFailure> Failures, int? Replicas, string Metric)
{
    /// <summary>All failures in one sentence; null without one.</summary>
    public string? Error { get; init; }
}
