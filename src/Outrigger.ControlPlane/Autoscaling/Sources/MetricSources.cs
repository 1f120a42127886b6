using Outrigger.ApiMachinery.Naming;
using Outrigger.Client.Rest;
using Outrigger.Server.Catalog;

namespace Outrigger.ControlPlane.Autoscaling.Sources;

/// <summary>Every type of autoscaling/v2, by name.</summary>
internal static class MetricSources
{
    /// <param name="client">Enters our own pipeline.</param>
    /// <param name="catalog">Which versions of the metrics APIs there are.</param>
    /// <param name="resources">The resources of an apiVersion and kind.</param>
    public static IReadOnlyDictionary<string, IMetricSource> All(
        KubernetesClient client, IResourceCatalog catalog, Func<string, string, IReadOnlyList<GroupVersionResource>> resources)
    {
        var usage = new ResourceMetrics(client);
        var custom = new CustomMetrics(client, catalog);
        IMetricSource[] all =
        [
            new ResourceSource(usage, isContainer: false),
            new ResourceSource(usage, isContainer: true),
            new PodsSource(custom),
            new ObjectSource(custom, resources),
            new ExternalSource(client),
        ];
        return all.ToDictionary(s => s.Type, StringComparer.Ordinal);
    }
}
