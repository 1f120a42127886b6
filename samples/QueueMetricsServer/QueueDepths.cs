using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Quantities;
using Outrigger.ApiMachinery.Selectors;
using Outrigger.Client.Rest;
using Outrigger.CustomMetrics.Cluster;
using Outrigger.CustomMetrics.Providers;

namespace QueueMetricsServer;

/// <summary>
/// How much waits in queues. The queues are played by the ConfigMap <c>queues</c> of a namespace: its keys are names of queues, its values how
/// deep they are. As a custom metric the depth is that of any object, a pod too, that is named like a queue.
/// </summary>
internal sealed class QueueDepths(ClusterObjects cluster) : ICustomMetricsProvider, IExternalMetricsProvider
{
    private static readonly GroupVersionResource ConfigMaps = new("", "v1", "configmaps");

    public async ValueTask<CustomMetricValue?> GetAsync(CustomMetric metric, string objectName, CancellationToken cancellationToken)
    {
        var depths = await ReadAsync(metric.Namespace, cancellationToken);
        return depths.TryGetValue(objectName, out var depth) ? new CustomMetricValue(objectName, depth) : null;
    }

    public async ValueTask<IReadOnlyList<CustomMetricValue>> ListAsync(CustomMetric metric, LabelSelector objects, CancellationToken cancellationToken)
    {
        var depths = await ReadAsync(metric.Namespace, cancellationToken);
        var names = await cluster.ListNamesAsync(metric, objects, cancellationToken);
        return [.. names.Where(depths.ContainsKey).Select(name => new CustomMetricValue(name, depths[name]))];
    }

    public async ValueTask<IReadOnlyList<ExternalMetricValue>> ListAsync(ExternalMetric metric, CancellationToken cancellationToken)
    {
        var depths = await ReadAsync(metric.Namespace, cancellationToken);
        return
        [
            .. depths
                .Select(d => new ExternalMetricValue(new Dictionary<string, string> { ["queue"] = d.Key }, d.Value))
                .Where(v => metric.Series.Matches(v.Labels)),
        ];
    }

    private async Task<Dictionary<string, Quantity>> ReadAsync(string ns, CancellationToken cancellationToken)
    {
        var depths = new Dictionary<string, Quantity>(StringComparer.Ordinal);
        var map = ns.Length == 0 ? null : await cluster.Main.FindAsync(new ResourcePath(ConfigMaps, ns, "queues"), cancellationToken);
        foreach (var (queue, text) in map?["data"] as JsonObject ?? [])
        {
            if (Quantity.TryParse((string?)text ?? "", out var depth, out _))
            {
                depths[queue] = depth;
            }
        }

        return depths;
    }
}
