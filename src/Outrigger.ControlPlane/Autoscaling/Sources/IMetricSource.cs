using System.Text.Json.Nodes;

namespace Outrigger.ControlPlane.Autoscaling.Sources;

/// <summary>One type of metric of autoscaling/v2.</summary>
internal interface IMetricSource
{
    /// <summary>As in the metric: Resource.</summary>
    string Type { get; }

    /// <summary>Reads the value and says what follows; throws <see cref="MetricFailure"/>.</summary>
    Task<MetricReading> ReadAsync(MetricQuery query, JsonObject metric, CancellationToken cancellationToken);
}
