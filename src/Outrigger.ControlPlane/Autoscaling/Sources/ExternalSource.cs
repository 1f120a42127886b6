using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Client.Rest;
using Outrigger.ControlPlane.Autoscaling.Calculation;

namespace Outrigger.ControlPlane.Autoscaling.Sources;

/// <summary>A metric of something outside the cluster, from external.metrics.k8s.io/v1beta1: the sum of what the selector chooses.</summary>
internal sealed class ExternalSource(KubernetesClient client) : IMetricSource
{
    private const string Group = "external.metrics.k8s.io";

    /// <inheritdoc/>
    public string Type => "External";

    /// <inheritdoc/>
    public async Task<MetricReading> ReadAsync(MetricQuery query, JsonObject metric, CancellationToken cancellationToken)
    {
        var source = JsonNodes.GetObject(metric, "external");
        var identifier = MetricIdentifier.Read(source);
        var target = MetricTarget.Read(source);
        try
        {
            var value = await SumAsync(query.Namespace, identifier, cancellationToken).ConfigureAwait(false);
            var proposal = target.Propose(query, value, "external");
            var selector = identifier.Selector is null ? "nil" : identifier.SelectorText();
            return new MetricReading(proposal.Replicas, $"external metric {identifier.Name}({selector})", new JsonObject
            {
                ["type"] = Type,
                ["external"] = new JsonObject { ["metric"] = identifier.ToTree(), ["current"] = target.Current(proposal) },
            });
        }
        catch (ReplicaException e)
        {
            var outer = $"failed to get {identifier.Name} external metric value: ";
            var tried = target.Average is null ? $"failed to get external metric {identifier.Name}: " : $"failed to get {identifier.Name} external metric: ";
            throw MetricFailure.Of("FailedGetExternalMetric", e.Message, outer + tried, e);
        }
    }

    private async Task<long> SumAsync(string ns, MetricIdentifier metric, CancellationToken cancellationToken)
    {
        var selector = metric.SelectorText();
        var tried = $"unable to get external metric {ns}/{metric.Name}/{(metric.Selector is null ? "nil" : selector)}";
        var path = $"/apis/{Group}/v1beta1/namespaces/{ns}/{Uri.EscapeDataString(metric.Name)}"
            + (selector.Length > 0 ? $"?labelSelector={Uri.EscapeDataString(selector)}" : "");
        try
        {
            var list = await client.SendAsync(HttpMethod.Get, path, null, cancellationToken).ConfigureAwait(false);
            var values = JsonNodes.Objects(list, "items").Select(i => MetricValues.Milli(i, "value") ?? 0).ToList();
            return values.Count > 0
                ? (long)decimal.Clamp(values.Sum(v => (decimal)v), long.MinValue, long.MaxValue)
                : throw new ReplicaException($"{tried}: no metrics returned from external metrics API");
        }
        catch (Exception e) when (e is StatusException or HttpRequestException or TimeoutException)
        {
            throw new ReplicaException($"{tried}: unable to fetch metrics from external metrics API: {ApiFailure.Text(e, "get", new GroupResource(Group, metric.Name))}");
        }
    }
}
