using Outrigger.ApiMachinery.Identity;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.SchemaFiles;
using Outrigger.ControlPlane.Hosting;
using Outrigger.ControlPlane.Kinds;
using Outrigger.ControlPlane.Kinds.Strategies;
using Outrigger.Registry.Building;
using Outrigger.Registry.Changes;
using Outrigger.Registry.Models;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Resources;
using Outrigger.Registry.Stores;
using Outrigger.Storage.Cache;
using Outrigger.Storage.Memory;
using Outrigger.Storage.Objects;

namespace Outrigger.Microbench;

/// <summary>One built-in resource over the memory store, called as endpoints call it: from the bytes of a body to the stored object.</summary>
internal sealed class Subject : IAsyncDisposable
{
    private readonly MemoryStore memory;
    private readonly WatchCache cache;
    private readonly string plural;
    private readonly ObjectStore store;

    private Subject(MemoryStore memory, WatchCache cache, string plural, ResourceModel model)
    {
        this.memory = memory;
        this.cache = cache;
        this.plural = plural;
        store = new ResourceBuilder(cache).Build(model).Store;
    }

    public static async Task<Subject> StartAsync(string plural)
    {
        var library = SchemaLibrary.Load(typeof(ControlPlaneModule).Assembly);
        var kind = library.FindKind(plural is "deployments" ? new("apps", "v1", "Deployment") : new("", "v1", "ConfigMap"))!;
        var memory = new MemoryStore(TimeProvider.System);

        // a short history, so that memory stays small however many writes a run makes
        var cache = await WatchCache.StartAsync(memory, new WatchCacheOptions { MaxEvents = 1000 }, CancellationToken.None);
        var strategies = new KindStrategies(new ServiceClaims(TimeProvider.System), static (_, _) => false, TimeSpan.FromHours(1));
        return new Subject(memory, cache, plural, new ResourceModel
        {
            Kinds = [kind],
            StorageVersion = "v1",
            Origin = KindOrigin.BuiltIn,
            Strategy = strategies.For(kind.Resource.GroupResource),
            Fields = SelectableFacts.Of(kind),
        });
    }

    public Task<StoredObject> CreateAsync(string name, string value, int shard = 0) => CreateAsync(Bodies.Whole(plural, name, value, shard));

    public Task<StoredObject> CreateAsync(byte[] body) =>
        store.CreateAsync(Context("", "creator"), ObjectReader.Read(body, new ReadReport()), CancellationToken.None).AsTask();

    public Task<StoredObject> UpdateAsync(string name, byte[] body) =>
        ChangeAsync(name, "updater", new ReplaceChange(ObjectReader.Read(body, new ReadReport())));

    public Task<StoredObject> PatchAsync(string name, byte[] patch) => ChangeAsync(name, "patcher", PatchChange.Merge(patch));

    public Task<StoredObject> ApplyAsync(string name, byte[] config, string manager) =>
        ChangeAsync(name, manager, ApplyChange.Parse(config, force: true));

    public ValueTask<StoredObject> GetAsync(string name) => store.GetAsync(Context(name, ""), "", CancellationToken.None);

    public ValueTask<ObjectList> ListAsync(string labelSelector = "", string fieldSelector = "") =>
        store.ListAsync(Context("", ""), new ListQuery(labelSelector, fieldSelector), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await cache.DisposeAsync();
        await memory.DisposeAsync();
    }

    private async Task<StoredObject> ChangeAsync(string name, string manager, IObjectChange change) =>
        (await store.UpdateAsync(Context(name, manager), change, CancellationToken.None)).Object;

    private OperationContext Context(string name, string manager) => new()
    {
        User = UserInfo.Anonymous,
        Resource = store.Model.StorageKind.Resource,
        Namespace = "default",
        Name = name,
        FieldManager = manager,
        Now = TimeProvider.System.GetUtcNow(),
    };
}
