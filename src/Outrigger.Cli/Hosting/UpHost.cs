using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Outrigger.Aggregator;
using Outrigger.ApiMachinery.Identity;
using Outrigger.ApiMachinery.SchemaFiles;
using Outrigger.Cli.Files;
using Outrigger.Cli.LocalNode;
using Outrigger.Cli.Options;
using Outrigger.Cli.Pki;
using Outrigger.Cli.Users;
using Outrigger.Client.Rest;
using Outrigger.ControlPlane.Hosting;
using Outrigger.ControlPlane.Tokens;
using Outrigger.Registry.Building;
using Outrigger.Server.Access;
using Outrigger.Server.Audit;
using Outrigger.Server.Catalog;
using Outrigger.Server.FlowControl;
using Outrigger.Server.Hosting;
using Outrigger.Server.Leading;
using Outrigger.Server.Lifecycle;
using Outrigger.Server.Pipeline;
using Outrigger.Server.Requests;
using Outrigger.Storage.Cache;
using Outrigger.Storage.Contract;

namespace Outrigger.Cli.Hosting;

/// <summary>The whole control plane in this process: data directory, PKI, store, cache, kinds, aggregator, server; started in this order.</summary>
internal sealed class UpHost : IAsyncDisposable
{
    private static readonly UserInfo Self = new("system:apiserver", [UserInfo.MastersGroup]);

    private readonly UpModel model;
    private readonly TimeProvider time;
    private readonly ILoggerFactory loggers;
    private readonly Stack<IAsyncDisposable> owned = new();
    private ApiServer? server;

    private UpHost(UpModel model, TimeProvider time)
    {
        this.model = model;
        this.time = time;
        loggers = OperatorLogging.Create(model.LogLevel);
        Own(loggers);
    }

    /// <summary>The address that the kubeconfig names.</summary>
    public string Address => $"https://{Host(model.Advertised)}:{server?.Port ?? model.SecurePort}";

    /// <summary>The port it listens on.</summary>
    public int Port => server?.Port ?? 0;

    /// <summary>The administrator's kubeconfig.</summary>
    public string Kubeconfig => model.Data.Kubeconfig;

    /// <summary>Starts everything; returns when the API is ready. What fails is thrown with its cause and fix, and nothing is left behind.</summary>
    public static async Task<UpHost> StartAsync(UpModel model, TimeProvider time, CancellationToken cancellationToken)
    {
        var host = new UpHost(model, time);
        try
        {
            await host.StartAsync(cancellationToken).ConfigureAwait(false);
            return host;
        }
        catch
        {
            await host.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Stops as <see cref="ServerLifecycle"/> says; the stores are closed when the host is disposed of.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (server is not null)
        {
            await server.StopAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // whatever one of them does, the store and the lock of the data directory are given back
        while (owned.TryPop(out var one))
        {
            try
            {
                await one.DisposeAsync().ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                HostingLog.NotClosed(loggers.CreateLogger<UpHost>(), one.GetType().Name, e);
            }
        }
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        model.Data.Prepare();
        Own(DataDirectoryLock.Take(model.Data));

        // what needs nothing of the rest is done beside it: half of a start is the compiler, and it runs on every core
        var folder = new PkiFolder(model.Data.Pki, time, model.Data.SharedPki);
        var trusting = Task.Run(() => Trust(folder), cancellationToken);
        var reading = Task.Run(static () => SchemaLibrary.Load(typeof(ControlPlaneModule).Assembly, typeof(AggregatorModule).Assembly), cancellationToken);
        var dividing = Task.Run(Flows, cancellationToken);
        var (cache, store) = await OpenAsync(trusting, cancellationToken).ConfigureAwait(false);
        var (pki, trust) = await trusting.ConfigureAwait(false);
        var kubeconfig = Task.Run(() => AdminKubeconfig.Prepare(model.Data.Kubeconfig, folder, pki.ClusterAuthority), cancellationToken);
        var catalog = new ResourceCatalog();
        var leader = store.IsShared ? Leader(catalog) : null;
        var keys = Own(new ServiceAccountKeys(trust.SigningKey, model.FurtherServiceAccountKeys));
        var schemas = await reading.ConfigureAwait(false);
        var flows = await dividing.ConfigureAwait(false);
        AggregatorModule? aggregator = null;
        var options = ControlPlaneParts.Options(model, trust, keys, leader) with
        {
            FlowControl = flows,
            Services = (ns, name, port) => aggregator?.Resolve(ns, name, port) ?? new("the endpoints of services are not known yet", []),
        };
        var controlPlane = new ControlPlaneModule(cache, catalog, schemas, options, time, loggers);
        Own((IAsyncDisposable)controlPlane);
        var lifecycle = Own(new ServerLifecycle());
        var shared = new AggregatorParts
        {
            Lifecycle = lifecycle,
            Catalog = catalog,
            Builder = new ResourceBuilder(cache),
            Schemas = schemas,
            Admission = controlPlane.Admission,
            Leadership = (ILeadership?)leader ?? new SoleLeader(),
            Loggers = loggers,
        };
        aggregator = Aggregator(shared, trust);

        var parts = ControlPlaneParts.Server(model, trust, controlPlane, store.Readiness, time) with
        {
            Catalog = catalog,
            Schemas = schemas,
            Lifecycle = lifecycle,
            Audit = OpenAudit(),
            FlowControl = flows,
            OpenApiSources = [aggregator.OpenApi],
            Loggers = loggers,
            PathHandlers = [.. controlPlane.PathHandlers, .. StoreHandlers(store)],
        };
        server = ApiServer.Create(parts, Serving(trust));
        Own((IAsyncDisposable)server);
        var self = Own(new KubernetesClient(server.CreateInProcessHandler(Self), new Uri("https://localhost"), time));
        var routing = Task.Run(() => aggregator.StartAsync(cancellationToken), cancellationToken);
        await Task.WhenAll(routing, controlPlane.StartAsync(self, cancellationToken)).ConfigureAwait(false);
        aggregator.StartLocalApiServices();
        TakePart(leader, controlPlane, lifecycle);
        await ListenAsync(server, cancellationToken).ConfigureAwait(false);
        await JoinAsync(parts, pki.ClusterAuthority, self, cancellationToken).ConfigureAwait(false);
        AdminKubeconfig.Save(await kubeconfig.ConfigureAwait(false), Address, trust.ServerAuthorities);
        GoOn(folder, controlPlane);
    }

    /// <summary>Starts what runs beside a server that answers.</summary>
    private void GoOn(PkiFolder folder, ControlPlaneModule controlPlane)
    {
        Own((IAsyncDisposable)Renewal(folder).Start());
        Own((IAsyncDisposable)new Beginning(Task.Run(controlPlane.StartControllers, CancellationToken.None)));
    }

    private FlowController? Flows() =>
        model.Settings.FlowControl.EnablePriorityAndFairness ? new FlowController(model.Settings.FlowControl, time) : null;

    private (ServerPki Pki, UpTrust Trust) Trust(PkiFolder folder)
    {
        var pki = Pki(folder);
        var trust = UpTrust.From(model, pki, folder);
        trust.Check(model.FrontProxy, time);
        return (pki, trust);
    }

    private ServerPki Pki(PkiFolder folder) => ServerPki.Ensure(folder, model.BindAddress, Environment.MachineName, model.AdvertiseAddress);

    private CertificateRenewal Renewal(PkiFolder folder) => new(
        () =>
        {
            var authority = ServerPki.Renew(folder, model.BindAddress, Environment.MachineName, model.AdvertiseAddress).ClusterAuthority;
            if (File.Exists(Kubeconfig))
            {
                AdminKubeconfig.Prepare(Kubeconfig, folder, authority).Save();
            }
        },
        [folder.PathOf("apiserver.crt"), folder.PathOf("front-proxy-client.crt"), Kubeconfig],
        time,
        loggers.CreateLogger<CertificateRenewal>());

    private AggregatorModule Aggregator(AggregatorParts parts, UpTrust trust)
    {
        var aggregator = new AggregatorModule(parts with
        {
            FrontProxyFiles = trust.ProxyClientFiles,
            Loopback = model.Loopback,
            UpstreamHttp2 = model.UpstreamHttp2,
            OwnPorts = () => [Port],
            Time = time,
        });
        Own((IAsyncDisposable)aggregator);
        return aggregator;
    }

    private AuditLog? OpenAudit()
    {
        try
        {
            var audit = AuditLog.Open(model.Settings.Audit, time, loggers);
            if (audit is not null)
            {
                Own((IAsyncDisposable)audit);
            }

            return audit;
        }
        catch (AuditException e)
        {
            throw new StartupException(e.Message, e);
        }
    }

    private IReadOnlyList<IPathHandler> StoreHandlers(UpStore store) =>
    [
        Own(new BackupHandler(store.Embedded, Path.Combine(model.Data.Root, "backup.partial"))),
        Own(new ExportHandler(store.Store, time)),
    ];

    private ServingOptions Serving(UpTrust trust) => new()
    {
        BindAddress = model.BindAddress,
        Port = model.SecurePort,
        Certificate = ServingCertificate.FromFiles(trust.ServingFiles.Certificate, trust.ServingFiles.Key),
        Shutdown = model.Settings.Shutdown,
    };

    private async Task JoinAsync(ServerParts parts, CertificateAuthority authority, KubernetesClient self, CancellationToken cancellationToken)
    {
        if (model.LocalNode)
        {
            var node = await LocalNodeServer.StartAsync(parts, authority, self, () => Port, cancellationToken).ConfigureAwait(false);
            Own((IAsyncDisposable)node);
            parts.Lifecycle.BeforeShutdown("the local node", () => node.StopAsync(CancellationToken.None));
        }
    }

    private void TakePart(LeaseLeader? leader, ControlPlaneModule controlPlane, ServerLifecycle lifecycle)
    {
        if (leader is not null)
        {
            // ended first, so that another server takes over while this one still stops
            Own((IAsyncDisposable)leader);
            lifecycle.BeforeShutdown("the lease of the controllers", () => leader.DisposeAsync().AsTask());
            leader.Start();
        }

        lifecycle.BeforeShutdown("the controllers", controlPlane.StopControllersAsync);
    }

    private LeaseLeader Leader(ResourceCatalog catalog) => new(
        new LocalObjects(catalog, time, "outrigger-leader-election"),
        new LeaseOptions { Identity = $"{Environment.MachineName}_{Guid.NewGuid()}" },
        time,
        loggers.CreateLogger<LeaseLeader>());

    private async Task<(WatchCache Cache, UpStore Store)> OpenAsync(
        Task<(ServerPki Pki, UpTrust Trust)> trusting, CancellationToken cancellationToken)
    {
        async Task<JsonObject> FingerprintAsync()
        {
            var (pki, trust) = await trusting.ConfigureAwait(false);
            return PkiFingerprint.Of(pki, trust.SigningKey, model.Tokens.Issuer);
        }

        try
        {
            var opened = await UpStore.OpenAsync(model, FingerprintAsync, time, loggers, cancellationToken).ConfigureAwait(false);
            Own((IAsyncDisposable)opened.Store);
            var options = new WatchCacheOptions
            {
                TimeProvider = time,
                Logger = loggers.CreateLogger<WatchCache>(),
                SelfCheckInterval = model.CacheSelfCheck,
            };
            var cache = await WatchCache.StartAsync(opened.Store, options, cancellationToken).ConfigureAwait(false);
            Own((IAsyncDisposable)cache);
            return (cache, opened);
        }
        catch (StoreUnavailableException e)
        {
            throw new StartupException(e.Message, e);
        }
        finally
        {
            // nothing writes keys any more when a start has failed
            await ((Task)trusting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ListenAsync(ApiServer api, CancellationToken cancellationToken)
    {
        try
        {
            await api.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw new StartupException(e.Message, e);
        }
    }

    private static string Host(IPAddress address)
    {
        var reachable = address.Equals(IPAddress.Any) ? IPAddress.Loopback : address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : address;
        return reachable.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{reachable}]" : reachable.ToString();
    }

    private T Own<T>(T one)
        where T : IDisposable
    {
        owned.Push(new Disposal(one));
        return one;
    }

    private void Own(IAsyncDisposable one) => owned.Push(one);

    // nothing is taken apart while the controllers still begin
    private sealed class Beginning(Task done) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => new(done);
    }

    private sealed class Disposal(IDisposable one) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            one.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
