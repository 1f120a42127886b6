using Microsoft.Extensions.Logging;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.SchemaFiles;
using Outrigger.Client.Rest;
using Outrigger.ControlPlane.Access;
using Outrigger.ControlPlane.Addresses;
using Outrigger.ControlPlane.Admission;
using Outrigger.ControlPlane.Autoscaling;
using Outrigger.ControlPlane.Bootstrap;
using Outrigger.ControlPlane.Certificates;
using Outrigger.ControlPlane.Classes;
using Outrigger.ControlPlane.CustomResources.Rules;
using Outrigger.ControlPlane.CustomResources.Serving;
using Outrigger.ControlPlane.FlowControl;
using Outrigger.ControlPlane.Garbage;
using Outrigger.ControlPlane.Kinds;
using Outrigger.ControlPlane.Kinds.Strategies;
using Outrigger.ControlPlane.Components;
using Outrigger.ControlPlane.Limits;
using Outrigger.ControlPlane.Namespaces;
using Outrigger.ControlPlane.Nodes;
using Outrigger.ControlPlane.Pods;
using Outrigger.ControlPlane.PodSecurity;
using Outrigger.ControlPlane.Policies;
using Outrigger.ControlPlane.Rbac;
using Outrigger.ControlPlane.Reviews;
using Outrigger.ControlPlane.Tokens;
using Outrigger.Registry.Admission;
using Outrigger.Registry.Building;
using Outrigger.Registry.Resources;
using Outrigger.Registry.Strategies;
using Outrigger.Server.Authentication;
using Outrigger.Server.Authorization;
using Outrigger.Server.Catalog;
using Outrigger.Server.Health;
using Outrigger.Server.Leading;
using Outrigger.Server.Metrics;
using Outrigger.Server.Requests;
using Outrigger.Storage.Cache;

namespace Outrigger.ControlPlane.Hosting;

/// <summary>
/// The core API, wired: built-in kinds in the catalog, RBAC, tokens, reviews, admission, bootstrap data and controllers.
/// Made first; its parts go into the server; then it is started.
/// </summary>
public sealed class ControlPlaneModule : IAsyncDisposable
{
    private const string Manager = "kube-apiserver";
    private readonly CancellationTokenSource stop = new();
    private readonly CancellationTokenSource controlling = new();
    private readonly ControlPlaneOptions options;
    private readonly LocalObjects objects;
    private readonly ControlLoops loops;
    private readonly DefinitionController definitions;
    private readonly Func<GarbageCollection> garbage;
    private readonly AccessLoops access;
    private readonly ClaimKeeper keeper;
    private readonly ServerPresence presence;
    private KubernetesClient? client;
    private Task leading = Task.CompletedTask;

    /// <summary>Publishes the built-in kinds into the catalog; nothing is written yet.</summary>
    /// <param name="cache">Where objects are.</param>
    /// <param name="catalog">What is served; also found here by controllers.</param>
    /// <param name="schemas">The schema files of this assembly among them.</param>
    /// <param name="options">What the operator decided.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">For controllers.</param>
    public ControlPlaneModule(
        WatchCache cache,
        IResourceCatalog catalog,
        SchemaLibrary schemas,
        ControlPlaneOptions options,
        TimeProvider time,
        ILoggerFactory loggers)
    {
        this.options = options;
        // What a request brings about was admitted with it, and the first objects must be there before a webhook can run.
        objects = new LocalObjects(catalog, time, Manager) { IsInternal = true };
        var log = loggers.CreateLogger("Outrigger.ControlPlane");
        var state = new RbacState();
        access = new AccessLoops(options.Access, state, options.Metrics, time, log);
        Authorizers = [access.Authorizers];
        var union = new AuthorizerUnion(Authorizers);
        var codec = new TokenCodec(options.Keys);
        TokenAuthenticators = access.Tokens(
            options.TokenAuthenticators, new ServiceAccountTokenAuthenticator(codec, options.Tokens, objects, time), options.Tokens);
        PathHandlers = [new IssuerPages(options.Tokens, options.Keys)];
        var hooks = new WebhookPlugins(options.Services, union, time, log);
        var parameters = new PolicyParameters(new KindTable(catalog), objects);
        var policies = new PolicyPlugins(hooks, parameters, union);
        var lifecycle = new NamespaceLifecycle(objects);
        Admission = new AdmissionChain([.. Plugins([new EscalationCheck(state, objects, union), new ParameterRights(parameters, objects, union)], [
            lifecycle, new LimitRanger(objects), new ServiceAccountAdmission(objects, time), new NotReadyTaint(), new PodSecurityAdmission(objects, time),
            new PriorityAdmission(objects), new DefaultTolerations(),
            DefaultClassAdmission.OfClaims(objects), new ClaimResize(objects), new RuntimeClassAdmission(objects), DefaultClassAdmission.OfIngresses(objects),
            policies.Mutating, hooks.Mutating,
            SignerRightsCheck.Approval(union), SignerRightsCheck.Signing(union), new SubjectCheck(),
            new OwnerRightsCheck(new KindTable(catalog), union), policies.Validating, hooks.Validating, new NamespaceStays(lifecycle, time)])]);

        var claims = new ServiceClaims(time);
        var kinds = new BuiltInKinds(schemas, new ResourceBuilder(cache), Admission, time)
        {
            Strategies = Strategies(new KindStrategies(claims, options.AllowsLoopback, options.EventTimeToLive)),
            Actions = new Dictionary<string, IObjectAction>(StringComparer.Ordinal)
            {
                ["bindings"] = new BindingAction(objects),
                ["pods/binding"] = new BindingAction(objects),
                ["pods/eviction"] = new EvictionAction(objects),
            },
            Computed = new Dictionary<string, ResourceVerbs>(StringComparer.Ordinal)
            {
                ["componentstatuses"] = ComponentStatuses(objects),
            },
            Creators = Creators(union, new TokenRequestCreator(codec, options.Tokens, objects, time)),
        };
        catalog.Publish("built-in", kinds.Build());
        claims.Attach(kinds.Stores[CoreResources.IpAddresses.GroupResource].Cache, cache);
        hooks.Stores = kinds.Stores;
        var controlled = new LocalObjects(catalog, time, Manager) { MayWrite = () => options.Leadership.IsLeading };
        var managed = new LocalObjects(catalog, time, AutoscalerController.Manager) { MayWrite = () => options.Leadership.IsLeading };
        var remote = new RemoteObjects(() => client, new RemoteHoldings(catalog, options.Leadership is SoleLeader));
        keeper = new ClaimKeeper(kinds.Stores[CoreResources.Services.GroupResource].Cache, claims, cache, controlled, time, log);
        presence = new ServerPresence(objects, options.Advertised, options.Identity, time, log);
        loops = new ControlLoops(
            new ControlLoopParts(controlled, state, time, log)
            {
                Managed = managed, Flows = Flows(catalog, time, log), Autoscaler = () => Autoscaler(managed, catalog, time, log),
            },
            new NamespaceContent(controlled, catalog, () => client, remote.Holdings),
            options);
        definitions = Definitions(cache, catalog, schemas, controlled, time, log);
        garbage = () => new GarbageCollection(catalog, controlled, remote, time, log);
        ReadinessChecks = [new HealthCheck("rbac", _ => new(loops.IsSynced ? null : "roles and bindings are not read yet"))];
    }

    /// <summary>Where authentication and authorization are counted: for the server's pipeline, too.</summary>
    public AccessMetrics Metrics => options.Metrics;

    /// <summary>For the server's pipeline.</summary>
    public IReadOnlyList<IAuthorizer> Authorizers { get; }

    /// <summary>For the server's bearer tokens: the given ones, then service accounts, issuers of tokens and the webhook.</summary>
    public IReadOnlyList<ITokenAuthenticator> TokenAuthenticators { get; }

    /// <summary>The issuer's pages.</summary>
    public IReadOnlyList<IPathHandler> PathHandlers { get; }

    /// <summary>For further kinds of this process (APIServices): the same checks as for built-in ones.</summary>
    public AdmissionChain Admission { get; }

    /// <summary>Red until RBAC knows every role and binding.</summary>
    public IReadOnlyList<IHealthCheck> ReadinessChecks { get; }

    /// <summary>
    /// Writes the bootstrap data and starts the feeds; returns when RBAC is in force. <paramref name="inProcess"/> enters our own pipeline
    /// as a member of system:masters: controllers reach other servers' resources through it; the caller disposes of it.
    /// </summary>
    public async Task StartAsync(KubernetesClient? inProcess, CancellationToken cancellationToken)
    {
        client = inProcess;
        access.Start(options.Tokens, stop.Token);
        await keeper.CheckAsync(cancellationToken).ConfigureAwait(false);
        await new FirstObjects(objects, options.Authentication).RunAsync(cancellationToken).ConfigureAwait(false);
        await new ApiServerService(objects, options.Advertised?.Port).RunAsync(cancellationToken).ConfigureAwait(false);
        await presence.StartAsync(cancellationToken).ConfigureAwait(false);
        await loops.StartAsync(stop.Token, cancellationToken).ConfigureAwait(false);
        await definitions.StartAsync(stop.Token, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Starts the controllers, which work whenever this server leads. Much of their first pass, which looks at everything, is done when it
    /// returns: a server calls it when it answers already.
    /// </summary>
    public void StartControllers() => leading = ControlAsync(controlling.Token);

    /// <summary>Stops the controllers; RBAC and custom kinds are followed further on, as requests are still served.</summary>
    public async Task StopControllersAsync()
    {
        await controlling.CancelAsync().ConfigureAwait(false);
        await leading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Stops everything.</summary>
    public async ValueTask DisposeAsync()
    {
        await controlling.CancelAsync().ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        await presence.DisposeAsync().ConfigureAwait(false);
        await loops.Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await definitions.Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await leading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await access.DisposeAsync().ConfigureAwait(false);
        stop.Dispose();
        controlling.Dispose();
    }

    private Task ControlAsync(CancellationToken cancellationToken) => Task.WhenAll(
        options.Leadership.LeadAsync(loops.ControlAsync, cancellationToken),
        options.Leadership.LeadAsync(keeper.RunAsync, cancellationToken),
        options.Leadership.LeadAsync(definitions.ControlAsync, cancellationToken),
        options.Controllers.Contains(Controllers.GarbageCollector, StringComparer.Ordinal)
            ? options.Leadership.LeadAsync(token => garbage().RunAsync(token), cancellationToken)
            : Task.CompletedTask);

    private static Func<GroupResource, ResourceStrategy> Strategies(KindStrategies builtIn) => resource =>
        resource == CoreResources.CustomResourceDefinitions.GroupResource ? new DefinitionStrategy() : builtIn.For(resource);

    // Those against escalation are no plugins in Kubernetes: they cannot be switched off.
    private IEnumerable<IAdmissionPlugin> Plugins(IAdmissionPlugin[] always, IAdmissionPlugin[] optional) =>
        optional.Where(p => options.AdmissionPlugins.Contains(p.Name, StringComparer.Ordinal)).Concat(always);

    private FlowLoops? Flows(IResourceCatalog catalog, TimeProvider time, ILogger log)
    {
        if (options.FlowControl is not { } controller)
        {
            return null;
        }

        var writer = new LocalObjects(catalog, time, FlowSchemaController.Manager) { IsInternal = true, MayWrite = () => options.Leadership.IsLeading };
        return new FlowLoops(new FlowControlFeed(controller, objects, time, log), () => new FlowSchemaController(writer, time, log));
    }

    private AutoscalerController? Autoscaler(LocalObjects writer, IResourceCatalog catalog, TimeProvider time, ILogger log)
    {
        if (client is not { } own)
        {
            return null;
        }

        return new AutoscalerController(writer, new AutoscalerParts(catalog, own, () => options.Leadership.IsLeading), options.Autoscaler, time, log);
    }

    private static ResourceVerbs ComponentStatuses(LocalObjects objects)
    {
        var statuses = new ComponentStatuses(objects);
        return new ResourceVerbs { Get = statuses, List = statuses };
    }

    private DefinitionController Definitions(
        WatchCache cache, IResourceCatalog catalog, SchemaLibrary schemas, LocalObjects controlled, TimeProvider time, ILogger log)
    {
        var objectMeta = schemas.FindType("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta")
            ?? throw new InvalidOperationException("the schema of ObjectMeta is not among the schema files");
        var builder = new DefinitionBuilder(cache, objectMeta, Admission, options.Services, time);
        var served = new ServedDefinitions(builder, catalog, cache);
        served.Begin();
        return new DefinitionController(controlled, served, options.Leadership, time, log);
    }

    private Dictionary<string, IObjectCreator> Creators(IAuthorizer authorizer, IObjectCreator tokens) =>
        new(StringComparer.Ordinal)
        {
            ["localsubjectaccessreviews.authorization.k8s.io"] = new AccessReviewCreator(AccessReviewKind.Local, authorizer),
            ["selfsubjectaccessreviews.authorization.k8s.io"] = new AccessReviewCreator(AccessReviewKind.Self, authorizer),
            ["selfsubjectreviews.authentication.k8s.io"] = new SelfSubjectReviewCreator(),
            ["selfsubjectrulesreviews.authorization.k8s.io"] = new RulesReviewCreator(access.Authorizers),
            ["serviceaccounts/token"] = tokens,
            ["subjectaccessreviews.authorization.k8s.io"] = new AccessReviewCreator(AccessReviewKind.Subject, authorizer),
            ["tokenreviews.authentication.k8s.io"] = new TokenReviewCreator(TokenAuthenticators),
        };
}
