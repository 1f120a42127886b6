using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Naming;
using Outrigger.MetricsServer.Cluster;
using Outrigger.MetricsServer.Points;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Resources;
using Outrigger.Storage.Objects;

namespace Outrigger.MetricsServer.Api;

/// <summary>PodMetrics: pods that run, as the main server says, and that there are figures of.</summary>
internal sealed class PodMetricsResource(ObjectIndex<PodView> pods, MetricsStore store, FreshnessMeter freshness) : IObjectGetter, IObjectLister
{
    // the words of metrics-server: the pod itself is missing, or figures of it
    private static readonly GroupResource NoPod = new("", "pods");
    private static readonly GroupResource NoFigures = new(MetricsKinds.Group, "podmetrics");

    public ValueTask<StoredObject> GetAsync(OperationContext context, string resourceVersion, CancellationToken cancellationToken)
    {
        var pod = pods.Find(context.Namespace, context.Name) ?? throw ApiErrors.NotFound(NoPod, context.Name);
        var name = new PodName(pod.Namespace, pod.Name);
        var usage = store.UsageOf(name) ?? throw ApiErrors.NotFound(NoFigures, name.ToString());
        using var writer = new MetricsWriter(context.Now);
        freshness.GaveOut(context.Now, usage.Time);
        return new(writer.Pod(pod, usage));
    }

    public ValueTask<ObjectList> ListAsync(OperationContext context, ListQuery query, CancellationToken cancellationToken)
    {
        var filter = MetricsFilter.Of(query);
        var chosen = pods.All(context.Namespace).Where(p => filter.Matches(p.Namespace, p.Name, p.Labels)).ToList();
        chosen.Sort(static (a, b) => string.CompareOrdinal(a.Namespace, b.Namespace) is not 0 and var order ? order : string.CompareOrdinal(a.Name, b.Name));
        using var writer = new MetricsWriter(context.Now);
        var items = new List<StoredObject>();
        foreach (var pod in chosen)
        {
            if (store.UsageOf(new PodName(pod.Namespace, pod.Name)) is { } usage)
            {
                freshness.GaveOut(context.Now, usage.Time);
                items.Add(writer.Pod(pod, usage));
            }
        }

        return new(new ObjectList(0, items));
    }
}
