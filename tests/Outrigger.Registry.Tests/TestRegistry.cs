using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Identity;
using Outrigger.ApiMachinery.Json;
using Outrigger.Registry.Building;
using Outrigger.Registry.Changes;
using Outrigger.Registry.Models;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Stores;
using Outrigger.Storage.Cache;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Memory;
using Outrigger.Storage.Objects;
using Outrigger.TestKit;
using Shouldly;

namespace Outrigger.Registry.Tests;

/// <summary>One resource over a store, in memory unless told, with the calls of a client.</summary>
internal sealed class TestRegistry : IAsyncDisposable
{
    private readonly IStore store;

    private TestRegistry(IStore store, WatchCache cache, ResourceModel model, FakeTimeProvider time)
    {
        this.store = store;
        Cache = cache;
        Time = time;
        Registration = new ResourceBuilder(cache).Build(model with { Time = time });
    }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public FakeTimeProvider Time { get; }

    public WatchCache Cache { get; }

    public ResourceRegistration Registration { get; }

    public ObjectStore Store => Registration.Store;

    public static async Task<TestRegistry> StartAsync(ResourceModel model, WatchCacheOptions? options = null)
    {
        var time = new FakeTimeProvider();
        return await OverAsync(new MemoryStore(time), model, time, options);
    }

    /// <summary>Over a store of the test's, which is disposed of with it.</summary>
    public static async Task<TestRegistry> OverAsync(IStore store, ResourceModel model, FakeTimeProvider time, WatchCacheOptions? options = null)
    {
        var cache = await WatchCache.StartAsync(store, (options ?? new WatchCacheOptions()) with { TimeProvider = time }, Token);
        return new TestRegistry(store, cache, model, time);
    }

    public static JsonObject Parse(string json) => ObjectReader.Read(Encoding.UTF8.GetBytes(json));

    public static async Task<Status> RefusalAsync(Func<Task> call) => (await call.ShouldThrowAsync<StatusException>()).Status;

    public OperationContext Context(string name = "", string ns = "default") => new()
    {
        User = UserInfo.Anonymous,
        Resource = Store.Model.StorageKind.Resource,
        Namespace = Store.Model.Namespaced ? ns : "",
        Name = name,
        Now = Time.GetUtcNow(),
    };

    public Task<StoredObject> CreateAsync(string json, OperationContext? context = null) =>
        Store.CreateAsync(context ?? Context(), Parse(json), Token).AsTask();

    public Task<StoredObject> GetAsync(string name, string ns = "default") => Store.GetAsync(Context(name, ns), "", Token).AsTask();

    public Task<StoredObject> PutAsync(string name, string json, OperationContext? context = null) =>
        UpdateAsync(context ?? Context(name), new ReplaceChange(Parse(json)));

    public Task<StoredObject> MergeAsync(string name, string json, OperationContext? context = null) =>
        UpdateAsync(context ?? Context(name), PatchChange.Merge(Encoding.UTF8.GetBytes(json)));

    public async Task<StoredObject> UpdateAsync(OperationContext context, IObjectChange change) =>
        (await Store.UpdateAsync(context, change, Token)).Object;

    public Task<DeleteOutcome> DeleteAsync(string name, DeleteOptions? options = null, OperationContext? context = null) =>
        Store.DeleteAsync(context ?? Context(name), options ?? new DeleteOptions(), Token).AsTask();

    public Task<ObjectList> ListAsync(ListQuery query, string ns = "default") => Store.ListAsync(Context(ns: ns), query, Token).AsTask();

    public Task<IObjectWatch> WatchAsync(WatchQuery query, string ns = "default") =>
        Store.WatchAsync(Context(ns: ns), query, Token).AsTask();

    public async ValueTask DisposeAsync()
    {
        await Cache.DisposeAsync();
        await store.DisposeAsync();
    }
}
