using Microsoft.Extensions.Logging;
using Outrigger.ApiMachinery.Selectors;
using Outrigger.Client.Configuration;
using Outrigger.Client.Rest;
using Outrigger.MetricsServer.Api;
using Outrigger.MetricsServer.Cluster;
using Outrigger.MetricsServer.Kubelets;
using Outrigger.MetricsServer.Options;
using Outrigger.MetricsServer.Points;
using Outrigger.MetricsServer.Scraping;
using Outrigger.MetricsServer.Telemetry;
using Outrigger.Server.Extension;
using Outrigger.Server.Health;
using Outrigger.Server.Metrics;

namespace Outrigger.MetricsServer.Hosting;

/// <summary>A running metrics server: metrics.k8s.io/v1beta1 as an extension server, and the scrapes behind it.</summary>
public sealed class MetricsServerHost : IAsyncDisposable
{
    /// <summary>The name in messages, and of the account in the manifests.</summary>
    public const string Name = "metrics-server";

    private readonly KubernetesClient main;
    private readonly MetricsServerMetrics metrics;
    private readonly PrometheusExporter exporter;
    private readonly ExtensionServer server;

    private MetricsServerHost(KubernetesClient main, MetricsServerMetrics metrics, PrometheusExporter exporter, ExtensionServer server)
    {
        this.main = main;
        this.metrics = metrics;
        this.exporter = exporter;
        this.server = server;
    }

    /// <summary>The port it serves on.</summary>
    public int Port => server.Port;

    /// <summary>
    /// Starts to serve; <see cref="RunAsync"/> scrapes. Throws for what keeps it from starting, with cause and fix:
    /// <see cref="ClientConfigException"/>, <see cref="Server.Delegation.DelegationException"/>, IOException, HttpRequestException.
    /// </summary>
    /// <param name="options">Without <see cref="MetricsServerOptions.Problems"/>.</param>
    /// <param name="loggers">The operator's log.</param>
    /// <param name="time">The clock of rounds and timeouts.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<MetricsServerHost> StartAsync(
        MetricsServerOptions options, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellationToken)
    {
        var logger = loggers.CreateLogger(Name);
        var config = options.Serving.Kubeconfig is { } file ? Kubeconfig.Load(file).ToClientConfig(time) : InClusterConfig.Load(time);
        var access = new KubeletAccess(options.Kubelet, config);
        if (options.Kubelet.InsecureTls)
        {
            MetricsServerLog.InsecureTls(logger);
        }

        var main = new KubernetesClient(config, time);
        var metrics = new MetricsServerMetrics(options.MetricResolution);
        var exporter = new PrometheusExporter();
        try
        {
            var context = new ScrapeContext(access, options.MetricResolution, metrics, time, logger);
            var builder = Build(options, main, context, exporter);
            var server = await ExtensionServer.StartAsync(builder, options.Serving, loggers, cancellationToken).ConfigureAwait(false);
            return new MetricsServerHost(main, metrics, exporter, server);
        }
        catch
        {
            main.Dispose();
            metrics.Dispose();
            exporter.Dispose();
            throw;
        }
    }

    /// <summary>Scrapes and serves until it is cancelled, then stops: requests under way finish.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => server.RunAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync().ConfigureAwait(false);
        main.Dispose();
        metrics.Dispose();
        exporter.Dispose();
    }

    private static ExtensionServerBuilder Build(MetricsServerOptions options, KubernetesClient main, ScrapeContext context, PrometheusExporter exporter)
    {
        var (schemas, cluster, store) = (MetricsKinds.Load(), new ClusterView(), new MetricsStore());
        var selector = LabelSelector.Parse(options.Kubelet.NodeSelector);
        var freshness = new FreshnessMeter(context.Metrics);
        var scrapes = new ScrapeLoop(cluster, selector, store, context, node => exporter.Forget(MetricsServerMetrics.NodeLabel, node));
        context.Metrics.Observe(
            () => (store.NodeWindows, store.ContainerWindows),
            () => scrapes.Scrapers.Where(s => s.LastRequest > 0).Select(s => (s.Node, s.LastRequest / 1000.0)),
            () => scrapes.Scrapers.Where(s => s.Failure is not null).Select(s => (s.Node, s.Failure!.Value)));
        return new ExtensionServerBuilder(Name) { Time = context.Time, Schemas = schemas, Exporter = exporter }
            .AddServed(MetricsKinds.Nodes(schemas, new NodeMetricsResource(cluster.Nodes, selector, store, freshness)))
            .AddServed(MetricsKinds.Pods(schemas, new PodMetricsResource(cluster.Pods, store, freshness)))
            .AddLiveness(new HealthCheck("metric-collection-timely", _ => new(scrapes.Problem)))
            .AddReadiness(new HealthCheck("metric-storage-ready", _ => new(store.IsReady ? null : "no metrics to serve")))
            .AddReadiness(new HealthCheck("metadata-informer-sync", _ => new(cluster.Problem)))
            .AddBackground(stop => cluster.RunAsync(main, context.Logger, stop))
            .AddBackground(scrapes.RunAsync);
    }
}
