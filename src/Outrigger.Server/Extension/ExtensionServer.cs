using System.Net;
using Microsoft.Extensions.Logging;
using Outrigger.Client.Rest;
using Outrigger.Registry.Models;
using Outrigger.Registry.Resources;
using Outrigger.Registry.Typed;
using Outrigger.Server.Access;
using Outrigger.Server.Audit;
using Outrigger.Server.Authentication;
using Outrigger.Server.AutoTls;
using Outrigger.Server.Catalog;
using Outrigger.Server.Delegation;
using Outrigger.Server.FlowControl;
using Outrigger.Server.Health;
using Outrigger.Server.Hosting;
using Outrigger.Server.Lifecycle;
using Outrigger.Server.Pipeline;

namespace Outrigger.Server.Extension;

/// <summary>A running extension server.</summary>
public sealed class ExtensionServer : IAsyncDisposable
{
    // what an APIService of the group would say; discovery of the main server decides the order there
    private const int GroupPriority = 1000;
    private const int VersionPriority = 100;

    private readonly ExtensionServerBuilder builder;
    private readonly ILogger logger;
    private readonly LoopbackIdentity loopback = new();
    private readonly ResourceCatalog catalog = new();
    private readonly ServerLifecycle lifecycle = new();
    private MainServer? main;
    private ExtensionContext? context;
    private AuthenticationTrustSource? trust;
    private ExtensionStorage? storage;
    private AutoTlsKeeper? keys;
    private ApiServer? server;
    private AuditLog? audit;

    private ExtensionServer(ExtensionServerBuilder builder, ILogger logger)
    {
        this.builder = builder;
        this.logger = logger;
    }

    /// <summary>The port it serves on.</summary>
    public int Port => server?.Port ?? 0;

    /// <summary>
    /// Starts in order: the rights at the main server, the trust it gives, storage, kinds, listener. What fails is thrown with its
    /// cause and fix, and nothing is left behind. Options that do not go together are an <see cref="ArgumentException"/> with a line for each problem.
    /// </summary>
    public static async Task<ExtensionServer> StartAsync(
        ExtensionServerBuilder builder, ExtensionServerOptions options, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        _ = builder.LeaderElection?.Options(builder.Name);
        var problems = options.Problems().ToList();
        if (problems.Count > 0)
        {
            throw new ArgumentException(string.Join(Environment.NewLine, problems));
        }

        var extension = new ExtensionServer(builder, loggers.CreateLogger(builder.Name));
        try
        {
            extension.audit = AuditLog.Open(options.Settings.Audit, builder.Time, loggers);
            await extension.ConnectAsync(options, cancellationToken).ConfigureAwait(false);
            extension.storage = new ExtensionStorage(builder, options, new LocalObjects(extension.catalog, builder.Time, builder.Name), loggers);
            await extension.storage.OpenAsync(cancellationToken).ConfigureAwait(false);
            await extension.ListenAsync(options, loggers, cancellationToken).ConfigureAwait(false);
            return extension;
        }
        catch
        {
            await extension.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Serves until it is cancelled, then stops in order: not ready, the shutdown delay, reconcilers stop, watches end, requests under way
    /// finish, the listener closes. Stores are closed when it is disposed of. When something that runs beside it fails, it stops in the same order and
    /// throws <see cref="BackgroundException"/>.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var reconciling = new CancellationTokenSource();
        using var trusting = new CancellationTokenSource();
        var work = new BackgroundWork(builder.Name, logger);
        var leaders = new LeadersWork(builder.LeaderElection, builder.Name, context!);
        await using var taking = leaders.ConfigureAwait(false);
        var reconcilers = Task.WhenAll(
        [
            .. builder.Resources.Zip(storage!.Models, (resource, model) => work.RunAsync(
                $"the reconciler of {model.Resource}", end => leaders.RunAsync(term => ReconcileAsync(resource, model, term), end), reconciling.Token)),
            .. builder.LeaderWork.Select(run => work.RunAsync(
                "what the leader runs", end => leaders.RunAsync(term => run(context!, term), end), reconciling.Token)),
        ]);
        var following = Task.WhenAll(
        [
            work.RunAsync("following the main server's trust", trust!.RunAsync, trusting.Token),
            keys is null ? Task.CompletedTask : work.RunAsync("renewing certificates", keys.RunAsync, trusting.Token),
            .. builder.Background.Select(run => work.RunAsync("what runs beside the server", end => run(context!, end), trusting.Token)),
        ]);
        lifecycle.BeforeShutdown("reconcilers", async () =>
        {
            await EndAsync(reconciling, reconcilers).ConfigureAwait(false);
            await leaders.DisposeAsync().ConfigureAwait(false);
        });
        leaders.Start();
        ExtensionLog.Ready(logger, builder.Name, Port);
        await work.FailedAsync(cancellationToken).ConfigureAwait(false);
        await server!.StopAsync(CancellationToken.None).ConfigureAwait(false);
        await EndAsync(trusting, following).ConfigureAwait(false);
        ExtensionLog.Stopped(logger, builder.Name);
        await work.ThrowIfFailedAsync().ConfigureAwait(false);
    }

    // Each has a client of its own, which writes and reads the kind as its model does.
    private async Task ReconcileAsync(ExtensionResource resource, ResourceModel model, CancellationToken cancellationToken)
    {
        if (resource.Reconcile is { } reconcile)
        {
            using var client = new KubernetesClient(server!.CreateInProcessHandler(loopback.User), new Uri("https://localhost"), builder.Time)
            {
                Json = model.Json ?? TypedJson.Options,
            };
            await reconcile(model, client, context!, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            await server.DisposeAsync().ConfigureAwait(false);
        }

        if (audit is not null)
        {
            await audit.DisposeAsync().ConfigureAwait(false);
        }

        if (storage is not null)
        {
            await storage.DisposeAsync().ConfigureAwait(false);
        }

        foreach (var feature in builder.Features)
        {
            feature.Dispose();
        }

        main?.Dispose();
        lifecycle.Dispose();
    }

    private static async Task EndAsync(CancellationTokenSource end, Task work)
    {
        await end.CancelAsync().ConfigureAwait(false);
        await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task ConnectAsync(ExtensionServerOptions options, CancellationToken cancellationToken)
    {
        main = MainServer.Connect(options, builder.Time);
        await new DelegationCheck(main.Authentication, main.Authorization, builder.Name).RunAsync(cancellationToken).ConfigureAwait(false);
        trust = new AuthenticationTrustSource(
            main.Authentication, ExtensionCertificates.ClientAuthorities(options), ExtensionCertificates.FrontProxies(options), builder.Time, logger);
        try
        {
            await trust.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (FormatException e)
        {
            throw new DelegationException([e.Message]);
        }
    }

    private async Task ListenAsync(ExtensionServerOptions options, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var context = this.context = new ExtensionContext(main!.Authentication, builder.Time, logger);
        IReadOnlyList<CatalogGroupVersion> parts = [.. builder.Features.SelectMany(f => f.Start(context))];
        var kinds = Versions([.. storage!.Served, .. builder.Served]);
        catalog.Publish("typed", kinds);
        catalog.Publish("features", parts);
        if (options.AutoTls is { } auto)
        {
            var versions = kinds.Concat(parts).Select(p => p.GroupVersion).Distinct().ToList();
            keys = await AutoTlsSetup.StartAsync(
                auto, (builder.Name, options.DataDir), main.Authentication, versions, (builder.Time, logger), cancellationToken).ConfigureAwait(false);
        }

        server = ApiServer.Create(Parts(options, loggers), new ServingOptions
        {
            BindAddress = IPAddress.Parse(options.BindAddress),
            Port = options.SecurePort,
            Certificate = keys?.Serving ?? ExtensionCertificates.Serving(options, builder.Time),
            Shutdown = options.Settings.Shutdown,
        });
        if (options.TlsCertFile is null && keys is null)
        {
            ExtensionLog.SelfSigned(logger, builder.Name);
        }

        await server.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    private static List<CatalogGroupVersion> Versions(IReadOnlyList<ServedResource> served) =>
        [.. served.GroupBy(r => r.Kind.Kind.GroupVersion).Select(g =>
            new CatalogGroupVersion(g.Key, GroupPriority, VersionPriority) { Resources = [.. g] })];

    private ServerParts Parts(ExtensionServerOptions options, ILoggerFactory loggers) => new()
    {
        Catalog = catalog,
        Authenticators =
        [
            new FrontProxyAuthenticator(trust!.Proxies, () => trust.FrontProxy),
            new X509Authenticator(trust.Clients),
            .. Delegated.Tokens(main!.Tokens, options.TokenCacheTtl, builder.Time, logger),
        ],
        Authorizers =
        [
            loopback,
            new AllowedPathsAuthorizer(options.AlwaysAllowPaths),
            Delegated.Authorizer(main.Access, options.AuthorizedCacheTtl, options.UnauthorizedCacheTtl, builder.Time, logger),
        ],

        Health = new HealthChecks(builder.Liveness, [.. storage!.Checks, .. builder.Readiness]),
        Schemas = builder.Schemas,
        Exporter = builder.Exporter,

        // the main server decides about masters too, so that forged headers could never be worth more than its word
        TrustMasters = false,
        Lifecycle = lifecycle,
        Audit = audit,

        // The main server's schemas are not read: they were applied to what comes from there, and a right to read them would be one more
        // thing that can be missing. The levels that every cluster has keep users apart here.
        FlowControl = options.Settings.FlowControl.EnablePriorityAndFairness ? new FlowController(options.Settings.FlowControl, builder.Time) : null,
        InFlight = options.Settings.FlowControl,
        Clock = builder.Time,
        Loggers = loggers,
    };
}
