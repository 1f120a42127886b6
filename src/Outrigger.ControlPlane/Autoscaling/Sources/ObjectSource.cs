using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Quantities;
using Outrigger.ControlPlane.Autoscaling.Calculation;

namespace Outrigger.ControlPlane.Autoscaling.Sources;

/// <summary>A metric of some other object of the namespace, from custom.metrics.k8s.io.</summary>
/// <param name="metrics">The API.</param>
/// <param name="resources">The resources of an apiVersion and kind; throws <see cref="ReplicaException"/> when nobody serves it.</param>
internal sealed class ObjectSource(CustomMetrics metrics, Func<string, string, IReadOnlyList<GroupVersionResource>> resources) : IMetricSource
{
    /// <inheritdoc/>
    public string Type => "Object";

    /// <inheritdoc/>
    public async Task<MetricReading> ReadAsync(MetricQuery query, JsonObject metric, CancellationToken cancellationToken)
    {
        var source = JsonNodes.GetObject(metric, "object");
        var identifier = MetricIdentifier.Read(source);
        var described = JsonNodes.GetObject(source, "describedObject");
        var of = new TargetReference(
            JsonNodes.GetString(described, "apiVersion") ?? "v1", JsonNodes.GetString(described, "kind") ?? "", JsonNodes.GetString(described, "name") ?? "");
        var target = MetricTarget.Read(source);
        try
        {
            var resource = of is { Kind: "Namespace", ApiVersion: "v1" or "" } ? null : (GroupResource?)resources(of.ApiVersion, of.Kind)[0].GroupResource;
            var value = await metrics.ReadObjectAsync(query.Namespace, of, resource, identifier, cancellationToken).ConfigureAwait(false);
            var proposal = target.Propose(query, value, "object");
            return new MetricReading(proposal.Replicas, $"{of.Kind} metric {identifier.Name}", new JsonObject
            {
                ["type"] = Type,
                ["object"] = new JsonObject
                {
                    ["metric"] = identifier.ToTree(),
                    ["current"] = target.Current(proposal),
                    ["describedObject"] = described?.DeepClone(),
                },
            });
        }
        catch (ReplicaException e)
        {
            var tried = target.Average is null ? "failed to get object metric value: " : $"failed to get object metric value: failed to get {identifier.Name} object metric: ";
            throw MetricFailure.Of("FailedGetObjectMetric", e.Message, tried, e);
        }
    }
}
