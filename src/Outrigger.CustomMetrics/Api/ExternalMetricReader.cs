using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Selectors;
using Outrigger.CustomMetrics.Dispatch;
using Outrigger.CustomMetrics.Providers;
using Outrigger.Server.Requests;

namespace Outrigger.CustomMetrics.Api;

/// <summary>external.metrics.k8s.io: <c>namespaces/NS/METRIC</c>.</summary>
internal sealed class ExternalMetricReader(ProviderTable<IExternalMetricsProvider> providers, GroupParts parts) : IMetricReader
{
    /// <inheritdoc/>
    public bool Serves(RequestInfo info) => info.Segments is ["apis", _, _, "namespaces", _, _];

    /// <inheritdoc/>
    public async Task<JsonObject> ReadAsync(GroupVersion version, RequestContext request)
    {
        var info = request.Info;
        if (info.Verb == "watch")
        {
            throw ApiErrors.MethodNotAllowed(new GroupResource(version.Group, "*"), "watch");
        }

        var metric = new ExternalMetric(info.Resource, info.Namespace, LabelSelector.Parse(info.Query.Text("labelSelector")));
        var provider = providers.Find("", metric.Name)
            ?? throw MetricErrors.NotFound(new GroupResource(version.Group, "externalmetrics"), metric.Name);
        var values = await provider.CallAsync(metric.Name, (p, token) => p.ListAsync(metric, token), request.Aborted).ConfigureAwait(false);
        return MetricTrees.List(version, MetricsSchemas.ExternalList, values.Select(v => Item(metric, v, request.Received)));
    }

    private JsonObject Item(ExternalMetric metric, ExternalMetricValue value, DateTimeOffset now)
    {
        var time = value.Time ?? now;
        parts.Metrics.GaveOut(now - time);
        var item = new JsonObject
        {
            ["metricName"] = metric.Name,
            ["metricLabels"] = new JsonObject(value.Labels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => KeyValuePair.Create(l.Key, (JsonNode?)l.Value))),
        };
        MetricTrees.AddTimes(item, time, value.Window, "window");
        item["value"] = value.Value.ToString();
        return item;
    }
}
