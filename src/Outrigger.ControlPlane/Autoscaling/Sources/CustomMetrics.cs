using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Client.Rest;
using Outrigger.ControlPlane.Autoscaling.Calculation;
using Outrigger.Server.Catalog;

namespace Outrigger.ControlPlane.Autoscaling.Sources;

/// <summary>Reads custom.metrics.k8s.io, v1beta2 where it is served, else v1beta1.</summary>
internal sealed class CustomMetrics(KubernetesClient client, IResourceCatalog catalog)
{
    private const string Group = "custom.metrics.k8s.io";
    private static readonly TimeSpan DefaultWindow = TimeSpan.FromMinutes(1);

    private string Base =>
        $"/apis/{Group}/{(catalog.Current.Find(new GroupVersion(Group, "v1beta2")) is null ? "v1beta1" : "v1beta2")}/namespaces/";

    /// <summary>The metric of each pod of the target.</summary>
    public async Task<IReadOnlyDictionary<string, PodMetric>> ReadPodsAsync(
        MetricQuery query, MetricIdentifier metric, CancellationToken cancellationToken)
    {
        var path = $"{Base}{query.Namespace}/pods/*/{Uri.EscapeDataString(metric.Name)}?labelSelector={Uri.EscapeDataString(query.Selector)}{Labels(metric, '&')}";
        var items = await ItemsAsync(path, new GroupResource(Group, "pods"), $"unable to get metric {metric.Name}", "", cancellationToken).ConfigureAwait(false);
        return items.ToDictionary(
            i => JsonNodes.GetString(i, "describedObject", "name") ?? "",
            i => new PodMetric(MetricValues.Milli(i, "value") ?? 0, Time(i), Window(i)),
            StringComparer.Ordinal);
    }

    /// <summary>The metric of one object, in thousandths.</summary>
    /// <param name="ns">Its namespace.</param>
    /// <param name="of">The object; of a Namespace that of the autoscaler is meant.</param>
    /// <param name="resource">Its resource, as <c>ingresses.networking.k8s.io</c>; null for a Namespace.</param>
    /// <param name="metric">Which metric.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public async Task<long> ReadObjectAsync(
        string ns, TargetReference of, GroupResource? resource, MetricIdentifier metric, CancellationToken cancellationToken)
    {
        var about = resource is { } named ? $"{named}/{Uri.EscapeDataString(of.Name)}" : "metrics";
        var path = $"{Base}{ns}/{about}/{Uri.EscapeDataString(metric.Name)}{Labels(metric, '?')}";
        var items = await ItemsAsync(
            path, new GroupResource(Group, resource?.ToString() ?? "metrics"), $"unable to get metric {metric.Name}", $" on {of.Kind} {ns}/{of.Name}", cancellationToken)
            .ConfigureAwait(false);
        return MetricValues.Milli(items[0], "value") ?? 0;
    }

    private async Task<IReadOnlyList<JsonObject>> ItemsAsync(
        string path, GroupResource resource, string tried, string about, CancellationToken cancellationToken)
    {
        try
        {
            var list = await client.SendAsync(HttpMethod.Get, path, null, cancellationToken).ConfigureAwait(false);
            var items = JsonNodes.Objects(list, "items").ToList();
            return items.Count > 0
                ? items
                : throw new ReplicaException($"{tried}: no metrics returned from custom metrics API{about}");
        }
        catch (Exception e) when (e is StatusException or HttpRequestException or TimeoutException)
        {
            throw new ReplicaException($"{tried}: unable to fetch metrics from custom metrics API: {ApiFailure.Text(e, "get", resource)}{about}");
        }
    }

    private static string Labels(MetricIdentifier metric, char separator) =>
        metric.SelectorText() is { Length: > 0 } text ? $"{separator}metricLabelSelector={Uri.EscapeDataString(text)}" : "";

    private static DateTimeOffset Time(JsonObject item) =>
        KubernetesTime.TryParse(JsonNodes.GetString(item, "timestamp"), out var time) ? time : default;

    // v1beta2 and v1beta1 name it differently
    private static TimeSpan Window(JsonObject item) =>
        (JsonNodes.GetLong(item, "windowSeconds") ?? JsonNodes.GetLong(item, "window")) is { } seconds ? TimeSpan.FromSeconds(seconds) : DefaultWindow;
}
