using Outrigger.Client.Rest;
using Outrigger.Server.Catalog;

namespace Outrigger.ControlPlane.Autoscaling.Sources;

/// <summary>The types that are served.</summary>
internal static class MetricSources
{
    public static IReadOnlyDictionary<string, IMetricSource> All(KubernetesClient client, IResourceCatalog catalog)
    {
        var resources = new ResourceMetrics(client);
        IMetricSource[] all =
        [
            new ResourceSource(resources, isContainer: false),
            new ResourceSource(resources, isContainer: true),
            new UnservedSource("Pods"),
            new UnservedSource("Object"),
            new UnservedSource("External"),
        ];
        return all.ToDictionary(s => s.Type, StringComparer.Ordinal);
    }
}
