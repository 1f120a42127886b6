using System.Text;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Etcd;
using Outrigger.Testing.Contracts;
using Outrigger.TestKit;

namespace Outrigger.Storage.Tests.Etcd;

/// <summary>What is particular to a store that others write to as well.</summary>
public sealed class SharedStoreTests(EtcdFixture etcd) : IClassFixture<EtcdFixture>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Commit_ThroughOneServer_IsSeenByTheOther()
    {
        var options = etcd.Options();
        await using var one = await EtcdStore.OpenAsync(options, None);
        await using var two = await EtcdStore.OpenAsync(options, None);
        await using var feed = new FeedReader(two, "", await two.CurrentRevisionAsync(None));

        var revision = await PutAsync(one, "a/b/1", "x");

        (await two.CurrentRevisionAsync(None)).ShouldBe(revision);
        (await feed.TakeAsync(1))[0].Revision.ShouldBe(revision);
        (await two.CommitAsync([Put("a/b/1", "y")], None)).ShouldBeOfType<CommitResult.Conflict>().Current!.ModRevision.ShouldBe(revision);
    }

    [Fact]
    public async Task ForeignWriter_IsSeenByReadsAndFeeds()
    {
        var options = etcd.Options();
        await using var store = await EtcdStore.OpenAsync(options, None);
        await using var feed = new FeedReader(store, "", await store.CurrentRevisionAsync(None));

        await etcd.Cluster.ControlAsync("put", $"{options.Prefix}/a/b/1", "x");
        await etcd.Cluster.ControlAsync("del", $"{options.Prefix}/a/b/1");

        (await feed.TakeAsync(2)).Select(e => (e.Key, e.Value is null)).ShouldBe([("a/b/1", false), ("a/b/1", true)]);
        (await store.RangeAsync(new RangeQuery("a/b/"), None)).Records.ShouldBeEmpty();
    }

    [Fact]
    public async Task CurrentRevision_AfterWritesOutsideThePrefix_IsReached()
    {
        await using var store = await etcd.OpenAsync();
        var progress = new List<long>();
        using var stop = new CancellationTokenSource();
        var from = await store.CurrentRevisionAsync(None);
        var following = Task.Run(async () =>
        {
            await foreach (var batch in store.WatchAsync("", from, stop.Token))
            {
                batch.ShouldAllBe(e => e.IsProgress);
                progress.Add(batch[^1].Revision);
            }
        });
        await etcd.Cluster.ControlAsync("put", "/elsewhere", "1");

        var revision = await store.CurrentRevisionAsync(None);

        revision.ShouldBeGreaterThan(from);
        await Eventually.TrueAsync(() => progress.Count > 0 && progress[^1] >= revision, "the feed to get there");
        await stop.CancelAsync();
        await following.ContinueWith(_ => { }, None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    [Fact]
    public async Task CurrentRevision_OfManyAtOnce_IsNeverOlderThanTheAsker()
    {
        await using var store = await etcd.OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(w => Task.Run(async () =>
        {
            for (var i = 0; i < 25; i++)
            {
                var written = await PutAsync(store, $"a/{w}/{i}", "x");
                (await store.CurrentRevisionAsync(None)).ShouldBeGreaterThanOrEqualTo(written);
            }
        })));
    }

    [Fact]
    public async Task TimeToLive_IsKeptByEtcd_AndEndsWithAWriteWithoutOne()
    {
        // a clock that stands still: the records are of the same time, however long it takes to write them
        await using var store = await EtcdStore.OpenAsync(etcd.Options() with { TimeProvider = new FakeTimeProvider() }, None);
        var from = await store.CurrentRevisionAsync(None);
        await using var feed = new FeedReader(store, "a/events/", from);
        var ttl = TimeSpan.FromSeconds(3);
        var kept = await PutAsync(store, "a/events/kept", "x", ttl: ttl);
        await PutAsync(store, "a/events/1", "x", ttl: ttl);
        await PutAsync(store, "a/events/2", "x", ttl: ttl);
        (await etcd.Cluster.ControlAsync("lease", "list")).ShouldContain("found 1 leases");
        await PutAsync(store, "a/events/kept", "y", kept);

        var events = await feed.TakeAsync(6);

        events.Where(e => e.Value is null).Select(e => e.Key).ShouldBe(["a/events/1", "a/events/2"], ignoreOrder: true);
        (await store.RangeAsync(new RangeQuery("a/events/"), None)).Records.Select(r => r.Key).ShouldBe(["a/events/kept"]);
    }

    [Fact]
    public async Task Range_OfMoreThanAPage_IsOneState()
    {
        var options = etcd.Options() with { PageSize = 7 };
        await using var store = await EtcdStore.OpenAsync(options, None);
        for (var i = 0; i < 30; i += 10)
        {
            await store.CommitAsync([.. Enumerable.Range(i, 10).Select(n => Put($"a/b/{n:00}", "x"))], None);
        }

        var all = await store.RangeAsync(new RangeQuery(""), None);
        var some = await store.RangeAsync(new RangeQuery("a/b/", "a/b/02", 10), None);

        all.Records.Count.ShouldBe(30);
        (some.Records.Count, some.Records[0].Key, some.More).ShouldBe((10, "a/b/03", true));
    }

    [Fact]
    public async Task Commit_OfMoreThanEtcdTakes_IsRefusedAsTooLarge()
    {
        await using var store = await etcd.OpenAsync();

        var e = await Should.ThrowAsync<ApiMachinery.Errors.StatusException>(
            async () => await store.CommitAsync([new StoreWrite("a/b/1", new byte[2 << 20], 0)], None));

        e.Status.Code.ShouldBe(413);
        await PutAsync(store, "a/b/1", new string('x', 1 << 20));
    }

    [Fact]
    public async Task Compact_ByTwoServers_IsDoneByOneARound()
    {
        var options = etcd.Options();
        await using var one = await EtcdStore.OpenAsync(options, None);
        await using var two = await EtcdStore.OpenAsync(options, None);
        var first = await PutAsync(one, "a/b/1", "1");
        var second = await PutAsync(one, "a/b/1", "2", first);
        var third = await PutAsync(one, "a/b/1", "3", second);

        await one.CompactAsync(second, None);
        await two.CompactAsync(third, None);

        (await one.RangeAsync(new RangeQuery("a/b/", Revision: second), None)).Records.Count.ShouldBe(1);
        await two.CompactAsync(third, None);
        await Should.ThrowAsync<RevisionCompactedException>(async () => await one.RangeAsync(new RangeQuery("a/b/", Revision: second), None));
    }

    private static StoreWrite Put(string key, string value, long expected = 0, TimeSpan? ttl = null) =>
        new(key, Encoding.UTF8.GetBytes(value), expected, ttl);

    private static async Task<long> PutAsync(EtcdStore store, string key, string value, long expected = 0, TimeSpan? ttl = null) =>
        (await store.CommitAsync([Put(key, value, expected, ttl)], None)).ShouldBeOfType<CommitResult.Committed>().Revision;
}
