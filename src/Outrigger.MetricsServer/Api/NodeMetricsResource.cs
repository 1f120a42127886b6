using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Selectors;
using Outrigger.MetricsServer.Cluster;
using Outrigger.MetricsServer.Points;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Resources;
using Outrigger.Storage.Objects;

namespace Outrigger.MetricsServer.Api;

/// <summary>NodeMetrics: nodes that the main server knows and that there are figures of.</summary>
internal sealed class NodeMetricsResource(ObjectIndex<NodeView> nodes, LabelSelector selector, MetricsStore store, FreshnessMeter freshness)
    : IObjectGetter, IObjectLister
{
    // the words of metrics-server: the node itself is missing, or figures of it
    private static readonly GroupResource NoNode = new("", "node");
    private static readonly GroupResource NoFigures = new(MetricsKinds.Group, "nodemetrics");

    public ValueTask<StoredObject> GetAsync(OperationContext context, string resourceVersion, CancellationToken cancellationToken)
    {
        var node = nodes.Find("", context.Name) ?? throw ApiErrors.NotFound(NoNode, context.Name);
        var usage = store.UsageOf(node.Name) ?? throw ApiErrors.NotFound(NoFigures, context.Name);
        using var writer = new MetricsWriter(context.Now);
        freshness.GaveOut(context.Now, usage.Time);
        return new(writer.Node(node, usage));
    }

    public ValueTask<ObjectList> ListAsync(OperationContext context, ListQuery query, CancellationToken cancellationToken)
    {
        var filter = MetricsFilter.Of(query);
        var chosen = nodes.All("").Where(n => selector.Matches(n.Labels) && filter.Matches("", n.Name, n.Labels)).OrderBy(n => n.Name, StringComparer.Ordinal);
        using var writer = new MetricsWriter(context.Now);
        var items = new List<StoredObject>();
        foreach (var node in chosen)
        {
            if (store.UsageOf(node.Name) is { } usage)
            {
                freshness.GaveOut(context.Now, usage.Time);
                items.Add(writer.Node(node, usage));
            }
        }

        return new(new ObjectList(0, items));
    }
}
