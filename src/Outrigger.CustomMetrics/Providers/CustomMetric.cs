using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Selectors;

namespace Outrigger.CustomMetrics.Providers;

/// <summary>A metric of objects in the cluster, as it is asked for.</summary>
/// <param name="Name">Its name, for example <c>queue_depth</c>.</param>
/// <param name="Resource">What the objects are: <c>pods</c>, <c>ingresses.networking.k8s.io</c>.</param>
/// <param name="Namespace">Where the objects are; empty for cluster-scoped ones, namespaces among them.</param>
/// <param name="Series">Which series of the metric are meant, by their labels (<c>metricLabelSelector</c>).</param>
public sealed record CustomMetric(string Name, GroupResource Resource, string Namespace, LabelSelector Series)
{
    /// <summary>Whether the objects are in a namespace.</summary>
    public bool IsNamespaced => Namespace.Length > 0;
}
