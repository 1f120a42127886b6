using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Quantities;
using Outrigger.ControlPlane.Autoscaling.Calculation;

namespace Outrigger.ControlPlane.Autoscaling.Sources;

/// <summary>The target of a value that is not of the pods: the whole value, or one replica's share. In thousandths.</summary>
internal readonly record struct MetricTarget(long? Value, long? Average)
{
    public static MetricTarget Read(JsonObject? source) =>
        new(MetricValues.Milli(source, "target", "value"), MetricValues.Milli(source, "target", "averageValue"));

    public ReplicaProposal Propose(MetricQuery query, long value, string kind)
    {
        if (Average is { } share)
        {
            return ValueCalculator.ForShare(query.There, value, share, query.Tolerances);
        }

        return Value is { } whole
            ? ValueCalculator.ForValue(query.Wanted, query.Pods, value, whole, query.Tolerances)
            : throw new ReplicaException($"invalid {kind} metric source: neither a value target nor an average value target was set");
    }

    /// <summary>For status.currentMetrics.</summary>
    public JsonObject Current(ReplicaProposal proposal) =>
        new() { [Average is null ? "value" : "averageValue"] = Quantity.FromMilli(proposal.Usage).ToString() };
}
