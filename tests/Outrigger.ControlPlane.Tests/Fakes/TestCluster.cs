using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Identity;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.SchemaFiles;
using Outrigger.Client.Rest;
using Outrigger.ControlPlane.Hosting;
using Outrigger.ControlPlane.Tokens;
using Outrigger.Registry.Changes;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Resources;
using Outrigger.Server.Authorization;
using Outrigger.Server.Catalog;
using Outrigger.Storage.Cache;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Memory;
using Outrigger.TestKit;

namespace Outrigger.ControlPlane.Tests.Fakes;

/// <summary>A started control plane over the memory store, with the calls of a client that is already authenticated.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private readonly IStore store;
    private readonly ServiceAccountKeys keys;
    private readonly ControlPlaneOptions options;
    private WatchCache cache = null!;

    private TestCluster(IStore store, ServiceAccountKeys keys, ControlPlaneOptions options)
    {
        this.store = store;
        this.keys = keys;
        this.options = options;
    }

    public static UserInfo Admin { get; } = new("admin", [UserInfo.MastersGroup, UserInfo.AuthenticatedGroup]);

    public static UserInfo Alice { get; } = new("alice", ["dev", UserInfo.AuthenticatedGroup]);

    public ResourceCatalog Catalog { get; private set; } = new();

    public ControlPlaneModule Module { get; private set; } = null!;

    private KubernetesClient? Client { get; set; }

    /// <summary>What everything is kept in.</summary>
    public IStore Store => store;

    private FakeTimeProvider? Clock { get; init; }

    private FakeRemote? Remote { get; init; }

    private ILoggerFactory Logs { get; init; } = NullLoggerFactory.Instance;

    private bool Controls { get; init; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>
    /// Starts one; on a clock of the test's own, with another server's objects, telling its log, and over a store of the test's own, which
    /// it owns, when they are given. Without <paramref name="controls"/> the test starts the controllers.
    /// </summary>
    public static async Task<TestCluster> StartAsync(
        Func<ControlPlaneOptions, ControlPlaneOptions>? configure = null,
        FakeTimeProvider? clock = null,
        FakeRemote? remote = null,
        ILoggerFactory? logs = null,
        IStore? store = null,
        bool controls = true)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var keys = new ServiceAccountKeys(key.ExportPkcs8PrivateKeyPem());
        // Deployments are as a test leaves them, unless it asks for their controllers
        var options = new ControlPlaneOptions { Keys = keys, Controllers = [.. Controllers.Available.Except([Controllers.Deployment, Controllers.ReplicaSet], StringComparer.Ordinal)] };
        var cluster = new TestCluster(store ?? new MemoryStore(clock ?? TimeProvider.System), keys, configure?.Invoke(options) ?? options)
        {
            Clock = clock,
            Remote = remote,
            Logs = logs ?? NullLoggerFactory.Instance,
            Controls = controls,
        };
        await cluster.BeginAsync();
        return cluster;
    }

    /// <summary>Stops everything but the store, and starts again with what is in it.</summary>
    public async Task RestartAsync()
    {
        await Module.DisposeAsync();
        await cache.DisposeAsync();
        Catalog = new ResourceCatalog();
        await BeginAsync();
    }

    /// <summary>Waits for a condition; the clock of the test goes on meanwhile.</summary>
    public Task EventuallyAsync(Func<ValueTask<bool>> condition, string what) => Eventually.TrueAsync(
        async () =>
        {
            Clock?.Advance(TimeSpan.FromMilliseconds(100));
            return await condition();
        },
        what,
        TimeSpan.FromSeconds(20));

    public Task<JsonObject> CreateAsync(string resource, string json, string ns = "", UserInfo? user = null)
    {
        var served = Served(resource);
        var create = served.Verbs.Create.ShouldNotBeNull();
        return Tree(create.CreateAsync(Context(served, ns, "", user), (JsonObject)JsonNode.Parse(json)!, Token));
    }

    /// <summary>A create that stores nothing.</summary>
    public Task<JsonObject> CreateDryAsync(string resource, string json, string ns = "")
    {
        var served = Served(resource);
        var context = Context(served, ns, "", null) with { DryRun = true };
        return Tree(served.Verbs.Create.ShouldNotBeNull().CreateAsync(context, (JsonObject)JsonNode.Parse(json)!, Token));
    }

    /// <summary>A patch or an apply, by its media type.</summary>
    public async Task<JsonObject> PatchAsync(
        string resource, string name, string type, string json, string ns = "", UserInfo? user = null, string subresource = "")
    {
        var served = Served(resource);
        var body = System.Text.Encoding.UTF8.GetBytes(json);
        IObjectChange change = type switch
        {
            "application/apply-patch+yaml" => ApplyChange.Parse(body, force: true),
            "application/json-patch+json" => PatchChange.Json(body),
            "application/strategic-merge-patch+json" => PatchChange.Strategic(body, served.Kind.Schema),
            _ => PatchChange.Merge(body),
        };
        var verbs = subresource.Length == 0 ? served.Verbs : served.Subresources[subresource].Verbs;
        var context = Context(served, ns, name, user) with { FieldManager = "tests", Subresource = subresource };
        return (await verbs.Update.ShouldNotBeNull().UpdateAsync(context, change, Token)).Object.ToTree();
    }

    /// <summary>Deletes every object of a namespace in one request.</summary>
    public async Task DeleteAllAsync(string resource, string ns)
    {
        var served = Served(resource);
        var delete = served.Verbs.Delete.ShouldNotBeNull();
        await delete.DeleteCollectionAsync(Context(served, ns, "", null), new ListQuery(), new DeleteOptions(), Token);
    }

    public Task<JsonObject> GetAsync(string resource, string name, string ns = "")
    {
        var served = Served(resource);
        return Tree(served.Verbs.Get.ShouldNotBeNull().GetAsync(Context(served, ns, name, null), "", Token));
    }

    public async Task<JsonObject?> FindAsync(string resource, string name, string ns = "")
    {
        try
        {
            return await GetAsync(resource, name, ns);
        }
        catch (StatusException e) when (e.Status.Code == 404)
        {
            return null;
        }
    }

    public async Task<JsonObject> UpdateAsync(
        string resource, string name, Action<JsonObject> edit, string ns = "", UserInfo? user = null, string subresource = "")
    {
        var served = Served(resource);
        var change = new ObjectEdit(edit);
        var verbs = subresource.Length == 0 ? served.Verbs : served.Subresources[subresource].Verbs;
        var context = Context(served, ns, name, user) with { Subresource = subresource };
        var outcome = await verbs.Update.ShouldNotBeNull().UpdateAsync(context, change, Token);
        return outcome.Object.ToTree();
    }

    public Task<JsonObject> UpdateStatusAsync(string resource, string name, Action<JsonObject> edit, string ns = "") =>
        UpdateSubresourceAsync(resource, name, "status", edit, ns);

    public async Task<JsonObject> UpdateSubresourceAsync(string resource, string name, string subresource, Action<JsonObject> edit, string ns = "")
    {
        var served = Served(resource);
        var context = Context(served, ns, name, null) with { Subresource = subresource };
        var update = served.Subresources[subresource].Verbs.Update.ShouldNotBeNull();
        return (await update.UpdateAsync(context, new ObjectEdit(edit), Token)).Object.ToTree();
    }

    public async Task DeleteAsync(string resource, string name, string ns = "", UserInfo? user = null, DeleteOptions? options = null)
    {
        var served = Served(resource);
        await served.Verbs.Delete.ShouldNotBeNull().DeleteAsync(Context(served, ns, name, user), options ?? new DeleteOptions(), Token);
    }

    public async Task<IReadOnlyList<JsonObject>> ListAsync(string resource, string ns = "", string fields = "")
    {
        var served = Served(resource);
        var query = new ListQuery(FieldSelector: fields);
        var list = await served.Verbs.List.ShouldNotBeNull().ListAsync(Context(served, ns, "", null), query, Token);
        return [.. list.Items.Select(i => i.ToTree())];
    }

    public async Task<bool> IsAllowedAsync(UserInfo user, string verb, string resource, string ns, string group = "")
    {
        var request = new AuthorizationRequest(user, verb, IsResource: true, "") { Group = group, Resource = resource, Namespace = ns };
        return (await Module.Authorizers[0].AuthorizeAsync(request, Token)).Verdict == AuthorizationVerdict.Allow;
    }

    public async ValueTask DisposeAsync()
    {
        await Module.DisposeAsync();
        Client?.Dispose();
        await cache.DisposeAsync();
        await store.DisposeAsync();
        keys.Dispose();
    }

    private async Task BeginAsync()
    {
        var schemas = SchemaLibrary.Load(typeof(ControlPlaneModule).Assembly);
        cache = await WatchCache.StartAsync(store, new WatchCacheOptions(), Token);
        var time = Clock ?? TimeProvider.System;
        Module = new ControlPlaneModule(cache, Catalog, schemas, options, time, Logs);
        Client ??= Remote is null ? null : new KubernetesClient(Remote, new Uri("https://localhost"), time);
        Remote?.Publish(Catalog);
        await Module.StartAsync(Client, Token);
        if (Controls)
        {
            Module.StartControllers();
        }
    }

    private static async Task<JsonObject> Tree(ValueTask<Outrigger.Storage.Objects.StoredObject> answer) => (await answer).ToTree();

    /// <summary>The create of a subresource (or of a resource, when <paramref name="subresource"/> is empty) that answers with a Status.</summary>
    public async Task<Status> ActAsync(string resource, string name, string subresource, string json, string ns, bool dryRun = false)
    {
        var served = Served(resource);
        var verbs = subresource.Length == 0 ? served.Verbs : served.Subresources[subresource].Verbs;
        var context = Context(served, ns, name, null) with { Subresource = subresource, DryRun = dryRun };
        return await verbs.Act.ShouldNotBeNull().RunAsync(context, (JsonObject)JsonNode.Parse(json)!, Token);
    }

    // "roles.rbac.authorization.k8s.io", "pods", "horizontalpodautoscalers.autoscaling@v2"
    private ServedResource Served(string resource)
    {
        var version = "v1";
        if (resource.IndexOf('@', StringComparison.Ordinal) is > 0 and var at)
        {
            (resource, version) = (resource[..at], resource[(at + 1)..]);
        }

        var dot = resource.IndexOf('.', StringComparison.Ordinal);
        var name = dot < 0 ? resource : resource[..dot];
        var group = dot < 0 ? "" : resource[(dot + 1)..];
        return Catalog.Current.Find(new GroupVersionResource(group, version, name)).ShouldNotBeNull();
    }

    private OperationContext Context(ServedResource served, string ns, string name, UserInfo? user) => new()
    {
        User = user ?? Admin,
        Resource = served.Kind.Resource,
        Namespace = ns,
        Name = name,
        Now = (Clock ?? TimeProvider.System).GetUtcNow(),
    };
}
