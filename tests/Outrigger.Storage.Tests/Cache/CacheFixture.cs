using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Storage.Cache;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Memory;
using Outrigger.Storage.Objects;
using Outrigger.TestKit;

namespace Outrigger.Storage.Tests.Cache;

/// <summary>A watch cache over the reference store, with a clock that stands still.</summary>
public abstract class CacheFixture : IAsyncLifetime
{
    protected static readonly CancellationToken None = CancellationToken.None;
    protected static readonly GroupResource Things = new("example.com", "things");
    protected static readonly GroupResource Pods = new("", "pods");
    protected static readonly FactPaths Facts = new(["spec.color"]);

    protected FakeTimeProvider Clock { get; } = new();

    protected FaultyStore Store { get; private set; } = null!;

    protected WatchCache Cache { get; private set; } = null!;

    protected virtual WatchCacheOptions Options => new() { TimeProvider = Clock, MaxEvents = 1_000 };

    public virtual async ValueTask InitializeAsync()
    {
        Store = new FaultyStore(new MemoryStore(Clock));
        Cache = await WatchCache.StartAsync(Store, Options, None);
    }

    public virtual async ValueTask DisposeAsync()
    {
        await Cache.DisposeAsync();
        await Store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected static string Key(string name, string ns = "default") => StoreKeys.Key(Things, ns, name);

    protected static StoredObject Thing(string name, string color = "blue", string ns = "default") => StoredObject.Create(
        new JsonObject
        {
            ["apiVersion"] = "example.com/v1",
            ["kind"] = "Thing",
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = ns },
            ["spec"] = new JsonObject { ["color"] = color },
        },
        Facts);

    protected static async Task<StoredObject> CreateAsync(ResourceCache cache, string name, string color = "blue", string ns = "default") =>
        Committed(await cache.CommitAsync(Thing(name, color, ns), Key(name, ns), 0, null, None)).Object;

    protected static async Task<StoredObject> UpdateAsync(ResourceCache cache, StoredObject old, string color) =>
        Committed(await cache.CommitAsync(Thing(old.Name, color, old.Namespace), Key(old.Name, old.Namespace), old.ResourceVersion, null, None)).Object;

    protected static async Task<StoredObject> DeleteAsync(ResourceCache cache, StoredObject old) =>
        Committed(await cache.CommitAsync(null, Key(old.Name, old.Namespace), old.ResourceVersion, null, None)).Object;

    protected static CommitOutcome.Committed Committed(CommitOutcome outcome) => outcome.ShouldBeOfType<CommitOutcome.Committed>();

    protected static List<string> Names(Snapshot snapshot, string ns = "") => [.. snapshot.Range(ns).Select(o => o.Name)];

    protected static string Color(StoredObject item) => item.Fields["spec.color"];

    /// <summary>The next entries, at least one.</summary>
    protected static async Task<List<WatchEntry>> ReadAsync(WatchCursor cursor, int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var entries = new List<WatchEntry>();
        while (entries.Count < count)
        {
            while (cursor.TryRead(out var more))
            {
                entries.AddRange(more.ToArray());
            }

            if (entries.Count < count)
            {
                (await cursor.WaitAsync(patience.Token)).ShouldBeTrue();
            }
        }

        return entries;
    }

    protected Task<ResourceCache> OpenAsync() => Cache.OpenAsync(Things, Facts, None);
}
