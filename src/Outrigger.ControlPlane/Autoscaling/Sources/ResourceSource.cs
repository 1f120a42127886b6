using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Quantities;
using Outrigger.ControlPlane.Autoscaling.Calculation;

namespace Outrigger.ControlPlane.Autoscaling.Sources;

/// <summary>CPU or memory of the target's pods, or of one container of each: Resource and ContainerResource.</summary>
internal sealed class ResourceSource(ResourceMetrics metrics, bool isContainer) : IMetricSource
{
    private readonly string field = isContainer ? "containerResource" : "resource";

    /// <inheritdoc/>
    public string Type => isContainer ? "ContainerResource" : "Resource";

    /// <inheritdoc/>
    public async Task<MetricReading> ReadAsync(MetricQuery query, JsonObject metric, CancellationToken cancellationToken)
    {
        var source = JsonNodes.GetObject(metric, field);
        var name = JsonNodes.GetString(source, "name") ?? "";
        var container = JsonNodes.GetString(source, "container") ?? "";
        var average = MetricValues.Milli(source, "target", "averageValue");
        var percent = (int?)JsonNodes.GetLong(source, "target", "averageUtilization");
        if (average is null && percent is null)
        {
            throw Failure(name, container, "invalid resource metric source: neither an average utilization target nor an average value (usage) target was set");
        }

        try
        {
            var read = await metrics.ReadAsync(query, name, container, cancellationToken).ConfigureAwait(false);
            var sample = new PodSample(query.Wanted, query.Pods, read, query.Tolerances) { Cpu = name is "cpu" ? query.Readiness : null };
            var proposal = average is { } target ? PodCalculator.ForAverage(sample, target) : PodCalculator.ForUtilization(sample, percent!.Value, name, container);
            return new MetricReading(proposal.Replicas, Title(name, average is null), Status(name, container, proposal));
        }
        catch (ReplicaException e)
        {
            throw Failure(name, container, $"failed to get {name} {(average is null ? "utilization" : "usage")}: {e.Message}", e);
        }
    }

    private MetricFailure Failure(string name, string container, string message, Exception? cause = null) => isContainer
        ? MetricFailure.Of("FailedGetContainerResourceMetric", message, $"failed to get {container} container metric value: ", cause)
        : MetricFailure.Of("FailedGetResourceMetric", message, $"failed to get {name} resource metric value: ", cause);

    private string Title(string name, bool isPercent) => (isPercent, isContainer) switch
    {
        (false, _) => $"{name} resource",
        (true, true) => $"{name} container resource utilization (percentage of request)",
        _ => $"{name} resource utilization (percentage of request)",
    };

    private JsonObject Status(string name, string container, ReplicaProposal proposal)
    {
        var format = name is "memory" ? QuantityFormat.BinarySi : QuantityFormat.DecimalSi;
        var current = new JsonObject { ["averageValue"] = Quantity.FromMilli(proposal.Usage, format).ToString() };
        if (proposal.Utilization is { } percent)
        {
            current["averageUtilization"] = percent;
        }

        var made = new JsonObject { ["name"] = name };
        if (isContainer)
        {
            made["container"] = container;
        }

        made["current"] = current;
        return new JsonObject { ["type"] = Type, [field] = made };
    }
}
