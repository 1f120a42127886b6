using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Quantities;
using Outrigger.Client.Rest;
using Outrigger.ControlPlane.Autoscaling.Calculation;

namespace Outrigger.ControlPlane.Autoscaling.Sources;

/// <summary>Reads metrics.k8s.io/v1beta1.</summary>
internal sealed class ResourceMetrics(KubernetesClient client)
{
    private static readonly GroupVersionResource Pods = new("metrics.k8s.io", "v1beta1", "pods");

    /// <summary>By pod; a pod of which not every container was measured is left out.</summary>
    /// <param name="query">Which pods.</param>
    /// <param name="resource">cpu, memory.</param>
    /// <param name="container">Only this one; empty for the sum of all.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public async Task<IReadOnlyDictionary<string, PodMetric>> ReadAsync(
        MetricQuery query, string resource, string container, CancellationToken cancellationToken)
    {
        JsonObject list;
        try
        {
            list = await client.ListAsync(
                new ResourcePath(Pods, query.Namespace), new ListOptions { LabelSelector = query.Selector }, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is StatusException or HttpRequestException or TimeoutException)
        {
            throw new ReplicaException(
                $"unable to get metrics for resource {resource}: unable to fetch metrics from resource metrics API: {ApiFailure.Text(e, "get", Pods.GroupResource)}");
        }

        var items = JsonNodes.Objects(list, "items").ToList();
        if (items.Count == 0)
        {
            throw new ReplicaException($"unable to get metrics for resource {resource}: no metrics returned from resource metrics API");
        }

        var metrics = new Dictionary<string, PodMetric>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            if (Value(item, resource, container) is { } value)
            {
                metrics[JsonNodes.GetString(item, "metadata", "name") ?? ""] = new PodMetric(value, Time(item), Window(item));
            }
        }

        return metrics;
    }

    private static long? Value(JsonObject pod, string resource, string container)
    {
        var containers = JsonNodes.Objects(pod, "containers")
            .Where(c => container.Length == 0 || JsonNodes.GetString(c, "name") == container).ToList();
        var values = containers.Select(c => Quantity.TryParse(JsonNodes.GetString(c, "usage", resource) ?? "", out var used, out _) ? used.MilliValue() : (long?)null).ToList();
        return values.Count == 0 || values.Contains(null) ? null : values.Sum();
    }

    private static DateTimeOffset Time(JsonObject item) =>
        KubernetesTime.TryParse(JsonNodes.GetString(item, "timestamp"), out var time) ? time : default;

    private static TimeSpan Window(JsonObject item) => GoDuration.Parse(JsonNodes.GetString(item, "window") ?? "") ?? TimeSpan.Zero;
}
