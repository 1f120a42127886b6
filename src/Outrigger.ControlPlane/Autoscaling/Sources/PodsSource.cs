using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Quantities;
using Outrigger.ControlPlane.Autoscaling.Calculation;

namespace Outrigger.ControlPlane.Autoscaling.Sources;

/// <summary>A metric of each pod of the target, from custom.metrics.k8s.io.</summary>
internal sealed class PodsSource(CustomMetrics metrics) : IMetricSource
{
    /// <inheritdoc/>
    public string Type => "Pods";

    /// <inheritdoc/>
    public async Task<MetricReading> ReadAsync(MetricQuery query, JsonObject metric, CancellationToken cancellationToken)
    {
        var source = JsonNodes.GetObject(metric, "pods");
        var identifier = MetricIdentifier.Read(source);
        try
        {
            var target = MetricValues.Milli(source, "target", "averageValue")
                ?? throw new ReplicaException("invalid pods metric source: no average value target was set");
            var read = await metrics.ReadPodsAsync(query, identifier, cancellationToken).ConfigureAwait(false);
            var proposal = PodCalculator.ForAverage(new PodSample(query.Wanted, query.Pods, read, query.Tolerances), target);
            return new MetricReading(proposal.Replicas, $"pods metric {identifier.Name}", new JsonObject
            {
                ["type"] = Type,
                ["pods"] = new JsonObject
                {
                    ["metric"] = identifier.ToTree(),
                    ["current"] = new JsonObject { ["averageValue"] = Quantity.FromMilli(proposal.Usage).ToString() },
                },
            });
        }
        catch (ReplicaException e)
        {
            throw MetricFailure.Of("FailedGetPodsMetric", e.Message, "failed to get pods metric value: ", e);
        }
    }
}
