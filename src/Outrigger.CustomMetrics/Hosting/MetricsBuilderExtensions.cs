using Outrigger.CustomMetrics.Cluster;
using Outrigger.CustomMetrics.Providers;
using Outrigger.Server.Extension;

namespace Outrigger.CustomMetrics.Hosting;

/// <summary>
/// Makes an extension server an adapter for autoscalers. Several providers share a group: each has the metrics that it names, and
/// of two that have the same one, the first serves it.
/// </summary>
public static class MetricsBuilderExtensions
{
    /// <summary>Serves metrics of objects in the cluster: custom.metrics.k8s.io in v1beta2 and v1beta1.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="name">The provider's name, in logs and figures.</param>
    /// <param name="make">Makes the provider when the server starts.</param>
    /// <param name="names">Which metrics it has.</param>
    /// <param name="options">Its limits; 10 s and 64 calls by default.</param>
    public static ExtensionServerBuilder AddCustomMetrics(
        this ExtensionServerBuilder builder, string name, Func<ClusterObjects, ICustomMetricsProvider> make, MetricNames names, ProviderOptions? options = null)
    {
        builder.Feature<CustomMetricsFeature>().Add(new Registration<ICustomMetricsProvider>(name, make, names, options ?? new ProviderOptions()));
        return builder;
    }

    /// <summary>Serves metrics of things outside the cluster: external.metrics.k8s.io/v1beta1.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="name">The provider's name, in logs and figures.</param>
    /// <param name="make">Makes the provider when the server starts.</param>
    /// <param name="names">Which metrics it has.</param>
    /// <param name="options">Its limits; 10 s and 64 calls by default.</param>
    public static ExtensionServerBuilder AddExternalMetrics(
        this ExtensionServerBuilder builder, string name, Func<ClusterObjects, IExternalMetricsProvider> make, MetricNames names, ProviderOptions? options = null)
    {
        builder.Feature<ExternalMetricsFeature>().Add(new Registration<IExternalMetricsProvider>(name, make, names, options ?? new ProviderOptions()));
        return builder;
    }
}
