using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.OpenApi;
using Outrigger.ApiMachinery.SchemaFiles;
using Outrigger.CustomMetrics.Api;
using Outrigger.CustomMetrics.Cluster;
using Outrigger.CustomMetrics.Dispatch;
using Outrigger.CustomMetrics.Providers;

namespace Outrigger.CustomMetrics.Hosting;

/// <summary>custom.metrics.k8s.io.</summary>
internal sealed class CustomMetricsFeature() : ProviderFeature<ICustomMetricsProvider>(MetricsSchemas.Custom, DiscoveryEntry.Custom)
{
    protected override IReadOnlyList<string> Versions => ["v1beta2", "v1beta1"];

    protected override IMetricReader Reader(ProviderTable<ICustomMetricsProvider> providers, ResourceIdentities identities, GroupParts parts) =>
        new CustomMetricReader(providers, identities, parts);

    protected override OpenApiDocument Document(SchemaLibrary schemas, GroupVersion version) => MetricsSchemas.OfCustom(schemas, version);
}
