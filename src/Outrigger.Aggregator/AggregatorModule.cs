using Microsoft.Extensions.Logging;
using Outrigger.Aggregator.ApiServices;
using Outrigger.Aggregator.Availability;
using Outrigger.Aggregator.Discovery;
using Outrigger.Aggregator.Endpoints;
using Outrigger.Aggregator.Feeds;
using Outrigger.Aggregator.Local;
using Outrigger.Aggregator.OpenApi;
using Outrigger.Aggregator.Proxy;
using Outrigger.Aggregator.Routing;
using Outrigger.Aggregator.Upstream;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Registry.Building;
using Outrigger.Registry.Models;
using Outrigger.Registry.Resources;
using Outrigger.Server.Access;
using Outrigger.Server.Catalog;
using Outrigger.Server.Networking;
using Outrigger.Server.OpenApi;

namespace Outrigger.Aggregator;

/// <summary>
/// The aggregation layer of a server: the kind APIService, and requests of the group versions that it names passed to other
/// servers. <see cref="StartAsync"/> and <see cref="StartLocalApiServices"/> start the loops, disposing ends them.
/// </summary>
public sealed class AggregatorModule : IAsyncDisposable
{
    private static readonly GroupVersionResource Services = new("", "v1", "services");
    private static readonly GroupVersionResource Slices = new("discovery.k8s.io", "v1", "endpointslices");

    private readonly CancellationTokenSource stop = new();
    private readonly AggregatorParts parts;
    private readonly ILogger logger;
    private readonly UpstreamClient client;
    private readonly ClusterState state = new();
    private readonly LocalObjects objects;
    private readonly AvailabilityController availability;
    private readonly LocalApiServices local;
    private readonly AvailabilityMetrics metrics;
    private readonly RemoteOpenApi openApi;
    private readonly ResourceFeed[] feeds;
    private readonly RemoteTable table;
    private readonly CredentialFiles? credentials;
    private Task loops = Task.CompletedTask;
    private Task keeping = Task.CompletedTask;

    /// <summary>Puts the aggregator together and serves APIServices in the catalog; nothing runs yet.</summary>
    public AggregatorModule(AggregatorParts parts)
    {
        this.parts = parts;
        logger = parts.Loggers.CreateLogger("Outrigger.Aggregator");
        client = new UpstreamClient(new UpstreamOptions { OwnPorts = parts.OwnPorts, Http2 = parts.UpstreamHttp2 }, parts.Time);
        objects = new LocalObjects(parts.Catalog, parts.Time, "kube-apiserver");
        metrics = new AvailabilityMetrics(state);
        local = new LocalApiServices(parts.Catalog, objects, parts.Time, logger);

        var balancer = new EndpointBalancer(parts.Time);
        var proxy = new ProxyHandler(client, balancer, parts.Time, logger) { LongRequests = parts.Lifecycle.LongRequests };
        credentials = parts.FrontProxyFiles is var (certificateFile, keyFile) ? new CredentialFiles(certificateFile, keyFile) : null;
        table = new RemoteTable(state, new EndpointResolver(parts.Loopback), proxy, client.Pool, parts.Catalog) { Credential = Credential() };
        openApi = new RemoteOpenApi(new DocumentFetcher(client, balancer, parts.Time), table, logger);
        availability = Watch(balancer);

        state.OnApiServices = () =>
        {
            table.Update();
            availability.OnApiServices();
            local.OnApiServices();
        };
        state.OnService = table.Update;
        table.OnChange = availability.OnChange;
        proxy.OnFailure = availability.Suspect;
        feeds =
        [
            new ResourceFeed(Services, objects, new ServiceFeed(state), parts.Time, logger),
            new ResourceFeed(Slices, objects, new SliceFeed(state), parts.Time, logger),
            new ResourceFeed(ApiServiceKind.Resource, objects, new ApiServiceFeed(state), parts.Time, logger),
        ];
        Serve();
    }

    /// <summary>The OpenAPI documents of other servers, for the server's own index.</summary>
    public IOpenApiSource OpenApi => openApi;

    /// <summary>The endpoints of a Service, for webhooks. Before <see cref="StartAsync"/> none are known.</summary>
    public ServiceEndpoints Resolve(string ns, string name, int port)
    {
        var found = new EndpointResolver(parts.Loopback).Resolve(state.View, new ServiceKey(ns, name), port);
        return new ServiceEndpoints(found.Reason is null ? null : found.Message, found.Endpoints);
    }

    /// <summary>Starts; returns when every stored APIService is routed.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (parts.Loopback.AllowsAll)
        {
            AggregatorLog.LoopbackAllowed(logger);
        }

        // Services first, so that no APIService is found without its endpoints at start
        var running = new List<Task>();
        foreach (var feed in feeds)
        {
            running.Add(Task.Run(() => feed.RunAsync(stop.Token), CancellationToken.None));
            await feed.Synced.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        running.Add(Task.Run(() => LoopAsync("availability", availability.RunAsync), CancellationToken.None));
        if (credentials is not null)
        {
            running.Add(Task.Run(
                () => LoopAsync("front-proxy certificate", token => credentials.FollowAsync(table.Use, parts.Time, logger, token)), CancellationToken.None));
        }

        running.Add(parts.Leadership.LeadAsync(ControlAsync, stop.Token));
        loops = Task.WhenAll(running);
    }

    /// <summary>
    /// Begins to keep an APIService for every group version that this server answers itself. Call it after <see cref="StartAsync"/>, when the
    /// catalog holds all kinds that are stored, custom ones too: the APIServices of others are deleted.
    /// </summary>
    public void StartLocalApiServices() => keeping = Task.Run(
        () => LoopAsync("local APIServices", token => local.RunAsync(() => state.ApiServices.Values, token)), CancellationToken.None);

    /// <summary>Ends the loops and the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        await loops.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await keeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        client.Dispose();
        metrics.Dispose();
        stop.Dispose();
    }

    private Task ControlAsync(CancellationToken cancellationToken)
    {
        availability.SuspectAll();
        return Task.Delay(Timeout.InfiniteTimeSpan, parts.Time, cancellationToken);
    }

    private UpstreamCredential? Credential() =>
        credentials is not null ? credentials.Read() : parts.FrontProxyCertificate is { } certificate ? new(certificate) : null;

    private AvailabilityController Watch(EndpointBalancer balancer)
    {
        var refresh = new RemoteRefresh(new RemoteDiscovery(client, balancer, parts.Time, logger), openApi, table, parts.Time);
        var writer = new ConditionWriter(objects, parts.Leadership, metrics, parts.Time, logger);
        var timing = new MonitorTiming(parts.Time, logger);
        AvailabilityCheck Check() => new(new HealthProbe(client, balancer, parts.Time));
        return new AvailabilityController(
            state, table, name => new RemoteMonitor(name, table, Check(), refresh, writer, timing), writer, parts.Time);
    }

    private void Serve()
    {
        var built = parts.Builder.Build(new ResourceModel
        {
            Kinds = [ApiServiceKind.Definition(parts.Schemas)],
            StorageVersion = ApiServiceKind.GroupVersion.Version,
            Origin = KindOrigin.BuiltIn,
            Strategy = new ApiServiceStrategy(),
            Admission = parts.Admission,
            Time = parts.Time,
        });
        parts.Catalog.Publish(
            ApiServiceKind.Group,
            [new CatalogGroupVersion(ApiServiceKind.GroupVersion, ApiServiceKind.GroupPriority, 15) { Resources = built.Versions }]);
    }

    /// <summary>Keeps a loop going: a fault of ours must not end the aggregation for good.</summary>
    private async Task LoopAsync(string name, Func<CancellationToken, Task> run)
    {
        var pause = TimeSpan.FromSeconds(5);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await run(stop.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                AggregatorLog.LoopFailed(logger, e, name, e.Message, pause.TotalSeconds);
                await Task.Delay(pause, parts.Time, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
