using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Storage.Cache;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Etcd;
using Outrigger.Storage.Objects;

namespace Outrigger.Storage.Tests.Etcd;

/// <summary>Two watch caches over one etcd.</summary>
public sealed class CacheOverEtcdTests(EtcdFixture etcd) : IClassFixture<EtcdFixture>
{
    private const int Writers = 4;
    private const int Rounds = 25;
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly GroupResource Things = new("example.com", "things");
    private static readonly FactPaths Facts = new(["spec.color"]);

    [Fact]
    public async Task Caches_UnderWritesOfBoth_AgreeWithTheStoreAndEachOther()
    {
        var options = etcd.Options();
        await using var one = await EtcdStore.OpenAsync(options, None);
        await using var two = await EtcdStore.OpenAsync(options, None);
        await using var first = await WatchCache.StartAsync(one, new WatchCacheOptions(), None);
        await using var second = await WatchCache.StartAsync(two, new WatchCacheOptions(), None);
        ResourceCache[] caches = [await first.OpenAsync(Things, Facts, None), await second.OpenAsync(Things, Facts, None)];
        var cursors = caches.Select(c => c.OpenCursor(c.Current.Revision)).ToList();

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(w => Task.Run(async () =>
        {
            var (mine, others) = (caches[w % 2], caches[(w + 1) % 2]);
            for (var i = 0; i < Rounds; i++)
            {
                var key = StoreKeys.Key(Things, "default", $"{w}-{i}");
                var created = (await mine.CommitAsync(Thing($"{w}-{i}"), key, 0, null, None)).ShouldBeOfType<CommitOutcome.Committed>().Object;
                (await others.LatestAsync(None)).Get(key)!.ResourceVersion.ShouldBe(created.ResourceVersion);
                if (i % 3 == 0)
                {
                    (await others.CommitAsync(null, key, created.ResourceVersion, null, None)).ShouldBeOfType<CommitOutcome.Committed>();
                }
            }
        })));

        (await first.VerifyAsync(None)).ShouldBeEmpty();
        (await second.VerifyAsync(None)).ShouldBeEmpty();
        var last = (await caches[0].LatestAsync(None)).Revision;
        await caches[1].AtLeastAsync(last, None);
        var seen = cursors.Select(Drain).ToList();
        seen[0].ShouldBe(seen[1]);
        seen[0].Select(e => e.Revision).ShouldBeInOrder();
    }

    [Fact]
    public async Task Latest_AfterForeignWrites_IsReached_AndBookmarksMoveOn()
    {
        await using var store = await etcd.OpenAsync();
        await using var cache = await WatchCache.StartAsync(store, new WatchCacheOptions(), None);
        var things = await cache.OpenAsync(Things, Facts, None);
        var cursor = things.OpenCursor(things.Current.Revision);
        var before = cursor.Revision;
        await etcd.Cluster.ControlAsync("put", "/elsewhere", "1");

        var latest = await things.LatestAsync(None);

        latest.Revision.ShouldBeGreaterThan(before);
        cursor.Revision.ShouldBeGreaterThanOrEqualTo(latest.Revision);
    }

    private static List<(long Revision, WatchEntryType Type)> Drain(WatchCursor cursor)
    {
        var entries = new List<(long, WatchEntryType)>();
        while (cursor.TryRead(out var more))
        {
            entries.AddRange(more.ToArray().Select(e => (e.Revision, e.Type)));
        }

        return entries;
    }

    private static StoredObject Thing(string name) => StoredObject.Create(
        new JsonObject
        {
            ["apiVersion"] = "example.com/v1",
            ["kind"] = "Thing",
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "default" },
        },
        Facts);
}
