using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.OpenApi;
using Outrigger.ApiMachinery.SchemaFiles;
using Outrigger.CustomMetrics.Api;
using Outrigger.CustomMetrics.Cluster;
using Outrigger.CustomMetrics.Dispatch;
using Outrigger.CustomMetrics.Providers;

namespace Outrigger.CustomMetrics.Hosting;

/// <summary>external.metrics.k8s.io.</summary>
internal sealed class ExternalMetricsFeature() : ProviderFeature<IExternalMetricsProvider>(MetricsSchemas.External, DiscoveryEntry.External)
{
    protected override IReadOnlyList<string> Versions => ["v1beta1"];

    protected override IMetricReader Reader(ProviderTable<IExternalMetricsProvider> providers, ResourceIdentities identities, GroupParts parts) =>
        new ExternalMetricReader(providers, parts);

    protected override OpenApiDocument Document(SchemaLibrary schemas, GroupVersion version) => MetricsSchemas.OfExternal(schemas, version);
}
