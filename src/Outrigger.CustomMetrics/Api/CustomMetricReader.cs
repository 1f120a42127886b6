using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Naming;
using Outrigger.CustomMetrics.Cluster;
using Outrigger.CustomMetrics.Dispatch;
using Outrigger.CustomMetrics.Providers;
using Outrigger.Server.Requests;

namespace Outrigger.CustomMetrics.Api;

/// <summary>custom.metrics.k8s.io in both versions.</summary>
internal sealed class CustomMetricReader(ProviderTable<ICustomMetricsProvider> providers, ResourceIdentities identities, GroupParts parts) : IMetricReader
{
    /// <inheritdoc/>
    public bool Serves(RequestInfo info) => CustomMetricTarget.IsPath(info.Segments);

    /// <inheritdoc/>
    public async Task<JsonObject> ReadAsync(GroupVersion version, RequestContext request)
    {
        var target = CustomMetricTarget.Of(request.Info);
        var metric = target.Metric;
        var selector = MetricTrees.Selector(metric.Series);
        var provider = providers.Find(metric.Resource.ToString(), metric.Name) ?? throw MetricErrors.NotFound(metric.Resource, metric.Name);
        var values = await provider.CallAsync(metric.Name, (p, token) => AskAsync(p, target, token), request.Aborted).ConfigureAwait(false);
        var identity = await identities.FindAsync(metric.Resource, request.Aborted).ConfigureAwait(false);
        return MetricTrees.List(version, MetricsSchemas.CustomList, values.Select(v => Item(version, v, metric, identity, request.Received, selector)));
    }

    private static async ValueTask<IReadOnlyList<CustomMetricValue>> AskAsync(
        ICustomMetricsProvider provider, CustomMetricTarget target, CancellationToken cancellationToken)
    {
        var metric = target.Metric;
        if (target.IsOfAll)
        {
            return await provider.ListAsync(metric, target.Objects, cancellationToken).ConfigureAwait(false);
        }

        var value = await provider.GetAsync(metric, target.ObjectName, cancellationToken).ConfigureAwait(false);
        return value is not null ? [value]
            : metric.Series.IsEverything ? throw MetricErrors.NotFound(metric.Resource, metric.Name, target.ObjectName)
            : throw MetricErrors.NotFound(metric.Resource, metric.Name, target.ObjectName, metric.Series);
    }

    private JsonObject Item(
        GroupVersion version, CustomMetricValue value, CustomMetric metric, ResourceIdentity? identity, DateTimeOffset now, JsonObject? selector)
    {
        var time = value.Time ?? now;
        parts.Metrics.GaveOut(now - time);
        var item = new JsonObject { ["describedObject"] = Described(value, metric, identity) };
        if (version.Version == "v1beta1")
        {
            item["metricName"] = metric.Name;
            MetricTrees.AddTimes(item, time, value.Window, "window");
            item["value"] = value.Value.ToString();
            item["selector"] = selector?.DeepClone();
            return item;
        }

        item["metric"] = new JsonObject { ["name"] = metric.Name, ["selector"] = selector?.DeepClone() };
        MetricTrees.AddTimes(item, time, value.Window, "windowSeconds");
        item["value"] = value.Value.ToString();
        return item;
    }

    private static JsonObject Described(CustomMetricValue value, CustomMetric metric, ResourceIdentity? identity)
    {
        var described = new JsonObject();
        if (identity is not null)
        {
            described["kind"] = identity.Kind;
        }

        if (metric.IsNamespaced)
        {
            described["namespace"] = metric.Namespace;
        }

        described["name"] = value.ObjectName;
        if (identity is not null)
        {
            // the reference writes GROUP/VERSION for the core group too: /v1
            described["apiVersion"] = $"{identity.Resource.Group}/{identity.Resource.Version}";
        }

        return described;
    }
}
