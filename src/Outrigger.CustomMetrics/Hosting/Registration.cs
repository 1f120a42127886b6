using Outrigger.CustomMetrics.Cluster;
using Outrigger.CustomMetrics.Dispatch;
using Outrigger.CustomMetrics.Providers;

namespace Outrigger.CustomMetrics.Hosting;

/// <summary>A provider as it was added; it is made when the server starts.</summary>
internal sealed record Registration<T>(string Name, Func<ClusterObjects, T> Make, MetricNames Names, ProviderOptions Options)
{
    public ProviderSlot<T> Start(ClusterObjects cluster, GroupParts parts) => new(Name, Make(cluster), Names, Options, parts);
}
