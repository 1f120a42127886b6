using Microsoft.Extensions.Logging;
using Outrigger.Aggregator;
using Outrigger.ApiMachinery.Identity;
using Outrigger.ApiMachinery.SchemaFiles;
using Outrigger.Client.Rest;
using Outrigger.ControlPlane.Bootstrap;
using Outrigger.ControlPlane.Hosting;
using Outrigger.ControlPlane.Tokens;
using Outrigger.Registry.Building;
using Outrigger.Server.Authentication;
using Outrigger.Server.Catalog;
using Outrigger.Server.Health;
using Outrigger.Server.Hosting;
using Outrigger.Server.Lifecycle;
using Outrigger.Server.Networking;
using Outrigger.Server.Pipeline;
using Outrigger.Storage.Cache;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Memory;

namespace Outrigger.Testing.Servers;

/// <summary>The parts of a test server, put together and taken down in order.</summary>
internal sealed class TestControlPlane : IAsyncDisposable
{
    private static readonly UserInfo Self = new("system:apiserver", [UserInfo.MastersGroup]);

    // the same for all servers of a process, never changed, and most of the time of a first start
    private static readonly Lazy<SchemaLibrary> Schemas =
        new(() => SchemaLibrary.Load(typeof(ControlPlaneModule).Assembly, typeof(AggregatorModule).Assembly));

    private readonly TestApiServerOptions options;
    private readonly Stack<IAsyncDisposable> owned = new();
    private RequestPipeline? pipeline;

    private TestControlPlane(TestApiServerOptions options)
    {
        this.options = options;
        Pki = new TestPki(options.Clock);
        Own(Pki);
    }

    public TimeProvider Clock => options.Clock;

    public TestPki Pki { get; }

    public TokenTable Tokens { get; } = new();

    public RequestPipeline Pipeline => pipeline ?? throw new InvalidOperationException("the server was not started");

    /// <summary>Null when it was not to listen.</summary>
    public ApiServer? Listener { get; private set; }

    public static async Task<TestControlPlane> StartAsync(TestApiServerOptions options, CancellationToken cancellationToken)
    {
        var plane = new TestControlPlane(options);
        try
        {
            await plane.StartAsync(cancellationToken).ConfigureAwait(false);
            return plane;
        }
        catch
        {
            await plane.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (owned.TryPop(out var one))
        {
            await one.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        var cache = await WatchCache.StartAsync(Store(), CacheOptions(), cancellationToken).ConfigureAwait(false);
        owned.Push(cache);
        var catalog = new ResourceCatalog();
        var keys = new ServiceAccountKeys(Pki.SigningKeyPem);
        Own(keys);
        AggregatorModule? aggregator = null;
        var controlPlane = new ControlPlaneModule(cache, catalog, Schemas.Value, ControlPlane(keys, () => aggregator), Clock, options.Loggers);
        owned.Push(controlPlane);
        var lifecycle = new ServerLifecycle();
        Own(lifecycle);
        aggregator = new AggregatorModule(Aggregator(catalog, new ResourceBuilder(cache), controlPlane, lifecycle));
        owned.Push(aggregator);
        var parts = Parts(catalog, controlPlane, aggregator, lifecycle);
        Own(parts.Exporter);
        pipeline = new RequestPipeline(parts);
        var self = new KubernetesClient(new InProcessHandler(pipeline, Self), new Uri("https://localhost"), Clock);
        Own(self);
        await controlPlane.StartAsync(self, cancellationToken).ConfigureAwait(false);
        controlPlane.StartControllers();
        await aggregator.StartAsync(cancellationToken).ConfigureAwait(false);
        aggregator.StartLocalApiServices();
        if (options.Listen)
        {
            await ListenAsync(parts, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ListenAsync(ServerParts parts, CancellationToken cancellationToken)
    {
        // nobody waits for the watches of a test that is over
        var serving = new ServingOptions { Certificate = ServingCertificate.From(Pki.IssueServing()), Shutdown = new() { DrainTimeout = TimeSpan.Zero } };
        Listener = ApiServer.Create(parts, serving);
        owned.Push(Listener);
        await Listener.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    private IStore Store()
    {
        if (options.Store is { } given)
        {
            return given;
        }

        var store = new MemoryStore(Clock);
        owned.Push(store);
        return store;
    }

    private WatchCacheOptions CacheOptions() => new() { TimeProvider = Clock, Logger = options.Loggers.CreateLogger<WatchCache>() };

    private ControlPlaneOptions ControlPlane(ServiceAccountKeys keys, Func<AggregatorModule?> aggregator) => new()
    {
        Keys = keys,
        Authentication = new AuthenticationConfig { ClientCa = Pki.AuthorityPem, RequestHeaderCa = Pki.AuthorityPem },
        TokenAuthenticators = [Tokens],
        AllowsLoopback = LoopbackPolicy.All.Allows,
        Controllers = options.RunsWorkloads ? Controllers.Available : [.. Controllers.Available.Except([Controllers.Deployment, Controllers.ReplicaSet], StringComparer.Ordinal)],
        Services = (ns, name, port) => aggregator()?.Resolve(ns, name, port) ?? new("the endpoints of services are not known yet", []),
    };

    private AggregatorParts Aggregator(
        ResourceCatalog catalog, ResourceBuilder builder, ControlPlaneModule controlPlane, ServerLifecycle lifecycle) => new()
    {
        Lifecycle = lifecycle,
        Catalog = catalog,
        Builder = builder,
        Schemas = Schemas.Value,
        Admission = controlPlane.Admission,
        FrontProxyCertificate = Pki.FrontProxy,
        Loopback = LoopbackPolicy.All,
        OwnPorts = () => Listener is { } listener ? [listener.Port] : [],
        Time = Clock,
        Loggers = options.Loggers,
    };

    private ServerParts Parts(
        ResourceCatalog catalog, ControlPlaneModule controlPlane, AggregatorModule aggregator, ServerLifecycle lifecycle) => new()
    {
        Catalog = catalog,
        Schemas = Schemas.Value,
        Authenticators = Bearers(new TokenAuthenticatorUnion(controlPlane.TokenAuthenticators)),
        AccessMetrics = controlPlane.Metrics,
        Audit = options.Audit,
        Authorizers = controlPlane.Authorizers,
        PathHandlers = controlPlane.PathHandlers,
        OpenApiSources = [aggregator.OpenApi],
        Health = new HealthChecks([], controlPlane.ReadinessChecks),
        Lifecycle = lifecycle,
        Clock = Clock,
        Loggers = options.Loggers,
    };

    private static IReadOnlyList<IAuthenticator> Bearers(ITokenAuthenticator tokens) => [new BearerTokenAuthenticator(tokens), new WebSocketTokenAuthenticator(tokens)];

    private void Own(IDisposable one) => owned.Push(new Disposal(one));

    private sealed class Disposal(IDisposable one) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            one.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
