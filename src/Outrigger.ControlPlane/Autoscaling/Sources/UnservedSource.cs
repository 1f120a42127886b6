using System.Text.Json.Nodes;

namespace Outrigger.ControlPlane.Autoscaling.Sources;

/// <summary>A type that this autoscaler cannot read yet: it says so.</summary>
internal sealed class UnservedSource(string type) : IMetricSource
{
    /// <inheritdoc/>
    public string Type => type;

    /// <inheritdoc/>
    public Task<MetricReading> ReadAsync(MetricQuery query, JsonObject metric, CancellationToken cancellationToken) =>
        throw MetricFailure.Of($"FailedGet{type}Metric", $"metrics of type {type} are not served by this autoscaler");
}
