using System.Text.Json;
using Microsoft.Extensions.Logging;
using Outrigger.ApiMachinery.SchemaFiles;
using Outrigger.Registry.Admission;
using Outrigger.Registry.Custom;
using Outrigger.Registry.Resources;
using Outrigger.Registry.Typed;
using Outrigger.Server.Access;
using Outrigger.Server.Health;
using Outrigger.Server.Metrics;
using Outrigger.Server.Reconciling;
using Outrigger.Storage.Contract;

namespace Outrigger.Server.Extension;

/// <summary>
/// An extension API server in a few lines: its kinds, its storage, its flags. It trusts the main server as an aggregated server must:
/// front-proxy headers only from the certificate that the main server names, other callers by TokenReview, every request by
/// SubjectAccessReview.
/// </summary>
public sealed class ExtensionServerBuilder
{
    private readonly List<ExtensionResource> resources = [];
    private readonly List<Func<LocalObjects, IAdmissionPlugin>> plugins = [];
    private readonly List<ServedResource> served = [];
    private readonly List<IHealthCheck> liveness = [];
    private readonly List<IHealthCheck> readiness = [];
    private readonly List<Func<ExtensionContext, CancellationToken, Task>> background = [];
    private readonly List<Func<ExtensionContext, CancellationToken, Task>> leaderWork = [];
    private readonly List<IServerFeature> features = [];
    private Func<ExtensionServerOptions, CancellationToken, Task<IStore>>? openStore;

    /// <summary>Starts a server; <paramref name="name"/> stands in messages and in the names of the bindings it asks for.</summary>
    public ExtensionServerBuilder(string name) => Name = name;

    /// <summary>The server's name.</summary>
    public string Name { get; }

    /// <summary>The clock; the system's by default.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The kinds that are encoded as protobuf too; only the shared types by default.</summary>
    public SchemaLibrary Schemas { get; init; } = SchemaLibrary.Load();

    /// <summary>What /metrics shows.</summary>
    public PrometheusExporter Exporter { get; init; } = new();

    /// <summary>
    /// Lets reconcilers, and what <see cref="AddLeaderWork"/> adds, run in one replica at a time; they are cancelled when the lead is lost, and begin
    /// anew when it is won again. Null, the default: they run in every replica.
    /// </summary>
    public LeaderElection? LeaderElection { get; init; }

    internal IReadOnlyList<Func<ExtensionContext, CancellationToken, Task>> LeaderWork => leaderWork;

    internal IReadOnlyList<ServedResource> Served => served;

    internal IReadOnlyList<IHealthCheck> Liveness => liveness;

    internal IReadOnlyList<IHealthCheck> Readiness => readiness;

    internal IReadOnlyList<Func<ExtensionContext, CancellationToken, Task>> Background => background;

    internal IReadOnlyList<IServerFeature> Features => features;

    internal IReadOnlyList<ExtensionResource> Resources => resources;

    internal IReadOnlyList<Func<LocalObjects, IAdmissionPlugin>> Plugins => plugins;

    internal bool TakesEtcd { get; private set; }

    internal Func<ExtensionServerOptions, CancellationToken, Task<IStore>>? OpenStore => openStore;

    /// <summary>Serves a C# class as a kind; both strategy and reconciler may be left out.</summary>
    public ExtensionServerBuilder AddResource<T>(TypedStrategy<T>? strategy = null, Reconciler<T>? reconciler = null)
        where T : class =>
        AddResource(new TypedOptions<T> { Strategy = strategy }, reconciler);

    /// <summary>Serves a C# class as a kind in several versions; <typeparamref name="T"/> is the one that is stored.</summary>
    public ExtensionServerBuilder AddResource<T>(TypedOptions<T> typed, Reconciler<T>? reconciler = null)
        where T : class
    {
        resources.Add(ExtensionResource.Of(typed, Given(reconciler)));
        return this;
    }

    /// <summary>The same with a reconciler that needs the main server, the clock or the log.</summary>
    /// <param name="typed">How the kind is served.</param>
    /// <param name="reconciler">Makes it; called once, when the server runs.</param>
    public ExtensionServerBuilder AddResource<T>(TypedOptions<T> typed, Func<ExtensionContext, Reconciler<T>> reconciler)
        where T : class
    {
        resources.Add(ExtensionResource.Of(typed, reconciler));
        return this;
    }

    /// <summary>
    /// Serves a C# class as a kind whose objects are kept in a storage of the caller's: a table, another service. Without
    /// <see cref="ICustomStorage{T}"/> it is served read-only: get, list, watch. One process may serve one such storage.
    /// </summary>
    /// <param name="typed">How the kind is served.</param>
    /// <param name="source">The storage; an <see cref="IChangeFeed"/> too when it can tell what others change.</param>
    /// <param name="pollInterval">How often a storage without a feed is listed and compared; 5 s by default.</param>
    /// <param name="reconciler">Acts on its objects; null for nothing.</param>
    public ExtensionServerBuilder AddResource<T>(
        TypedOptions<T> typed, IObjectSource<T> source, TimeSpan? pollInterval = null, Reconciler<T>? reconciler = null)
        where T : class
    {
        resources.Add(ExtensionResource.Of(typed, source, pollInterval ?? new CustomStorageOptions().PollInterval, Given(reconciler)));
        return this;
    }

    /// <summary>The same with a reconciler that needs the main server, the clock or the log.</summary>
    /// <param name="typed">How the kind is served.</param>
    /// <param name="source">The storage.</param>
    /// <param name="reconciler">Makes it; called once, when the server runs.</param>
    /// <param name="pollInterval">How often a storage without a feed is listed and compared; 5 s by default.</param>
    public ExtensionServerBuilder AddResource<T>(
        TypedOptions<T> typed, IObjectSource<T> source, Func<ExtensionContext, Reconciler<T>> reconciler, TimeSpan? pollInterval = null)
        where T : class
    {
        resources.Add(ExtensionResource.Of(typed, source, pollInterval ?? new CustomStorageOptions().PollInterval, reconciler));
        return this;
    }

    /// <summary>Serves a C# class as a kind that is computed each time it is asked for: get and list, nothing is stored or watched.</summary>
    /// <param name="source">Computes the objects.</param>
    /// <param name="json">How they become JSON; <see cref="TypedJson.Options"/> by default.</param>
    public ExtensionServerBuilder AddComputed<T>(IObjectSource<T> source, JsonSerializerOptions? json = null)
        where T : class
    {
        resources.Add(ExtensionResource.Computed(source, json ?? TypedJson.Options));
        return this;
    }

    /// <summary>Serves a kind that is ready: its data, and verbs of the caller's own. For kinds of schema files, or that read their selectors themselves.</summary>
    public ExtensionServerBuilder AddServed(ServedResource resource)
    {
        served.Add(resource);
        return this;
    }

    /// <summary>The one part of this type that the server has; added when it is first asked for.</summary>
    public T Feature<T>()
        where T : class, IServerFeature, new()
    {
        if (features.OfType<T>().FirstOrDefault() is { } known)
        {
            return known;
        }

        var feature = new T();
        features.Add(feature);
        return feature;
    }

    /// <summary>Adds a check to /livez, /readyz and /healthz: red means that the process should be restarted.</summary>
    public ExtensionServerBuilder AddLiveness(IHealthCheck check)
    {
        liveness.Add(check);
        return this;
    }

    /// <summary>Adds a check to /readyz and /healthz: red means that no requests should be sent now.</summary>
    public ExtensionServerBuilder AddReadiness(IHealthCheck check)
    {
        readiness.Add(check);
        return this;
    }

    /// <summary>
    /// Runs beside the server, from when it listens until it has stopped and answered its last request. Should wait out what can be waited out: when it fails,
    /// the failure is logged and the server stops, as with a BackgroundService. It may end by itself.
    /// </summary>
    public ExtensionServerBuilder AddBackground(Func<CancellationToken, Task> run) => AddBackground((_, cancellationToken) => run(cancellationToken));

    /// <summary>The same for what needs the main server, the clock or the log.</summary>
    public ExtensionServerBuilder AddBackground(Func<ExtensionContext, CancellationToken, Task> run)
    {
        background.Add(run);
        return this;
    }

    /// <summary>
    /// Runs beside the server while this replica leads (<see cref="LeaderElection"/>). It must heed its token: another replica may begin when the
    /// lease has run out. It may end by itself; a failure stops the server.
    /// </summary>
    public ExtensionServerBuilder AddLeaderWork(Func<ExtensionContext, CancellationToken, Task> run)
    {
        leaderWork.Add(run);
        return this;
    }

    /// <summary>Adds a check or change of every write, in this order.</summary>
    public ExtensionServerBuilder AddAdmission(IAdmissionPlugin plugin) => AddAdmission(_ => plugin);

    /// <summary>The same for a plugin that reads the server's own objects; <paramref name="make"/> is called once, at start.</summary>
    public ExtensionServerBuilder AddAdmission(Func<LocalObjects, IAdmissionPlugin> make)
    {
        plugins.Add(make);
        return this;
    }

    /// <summary>
    /// Where the objects of kinds without a storage of their own are kept; opened once at start, disposed at the end. Not needed when
    /// there are no such kinds.
    /// </summary>
    /// <param name="open">Opens it.</param>
    /// <param name="takesEtcd">Whether it heeds --etcd-servers; else the flag is refused.</param>
    public ExtensionServerBuilder UseStorage(Func<ExtensionServerOptions, CancellationToken, Task<IStore>> open, bool takesEtcd = false)
    {
        openStore = open;
        TakesEtcd = takesEtcd;
        return this;
    }

    /// <summary>
    /// Reads the flags and serves until SIGTERM or Ctrl-C. Returns the process' exit code: 0 after a clean stop, 1 when it could not
    /// start (every problem is printed with its fix), 2 for bad flags.
    /// </summary>
    /// <param name="args">The flags.</param>
    /// <param name="loggers">Where it logs, not disposed of; the console's error stream by default.</param>
    /// <param name="cancellationToken">Stops it as a signal does.</param>
    public Task<int> RunAsync(string[] args, ILoggerFactory? loggers = null, CancellationToken cancellationToken = default) =>
        ExtensionProcess.RunAsync(this, args, loggers, cancellationToken);

    private static Func<ExtensionContext, Reconciler<T>>? Given<T>(Reconciler<T>? reconciler)
        where T : class =>
        reconciler is null ? null : _ => reconciler;
}
