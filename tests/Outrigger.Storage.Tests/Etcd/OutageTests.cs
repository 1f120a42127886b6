using System.Text;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Etcd;
using Outrigger.Testing.Contracts;
using Outrigger.TestKit;
using Outrigger.TestKit.Etcd;

namespace Outrigger.Storage.Tests.Etcd;

/// <summary>One member, and what may happen to it and to the way there.</summary>
public sealed class OutageTests(EtcdFixture etcd) : IClassFixture<EtcdFixture>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Commit_WhoseAnswerIsLost_IsUnknown_AndAppliedOnce()
    {
        await using var proxy = new CutProxy(etcd.Cluster.Urls[0]);
        var options = etcd.Options();
        await using var store = await EtcdStore.OpenAsync(options with { Servers = [proxy.Url] }, None);
        await using var witness = await EtcdStore.OpenAsync(options, None);
        var created = await PutAsync(store, "a/b/1", "1");

        proxy.HoldsAnswers = true;
        var committing = store.CommitAsync([Put("a/b/1", "2", created)], None).AsTask();
        await Eventually.TrueAsync(async () => Text((await ReadAsync(witness))[0]) == "2", "the write to arrive");
        proxy.Cut();
        proxy.HoldsAnswers = false;

        (await Should.ThrowAsync<StoreUnavailableException>(committing)).OutcomeUnknown.ShouldBeTrue();
        var once = (await ReadAsync(witness))[0];
        (await store.CommitAsync([Put("a/b/1", "3", created)], None)).ShouldBeOfType<CommitResult.Conflict>().Current!.ModRevision.ShouldBe(once.ModRevision);
        (await store.CommitAsync([Put("a/b/1", "3", once.ModRevision)], None)).ShouldBeOfType<CommitResult.Committed>();
    }

    [Fact]
    public async Task Watch_OverAConnectionThatIsCutAgainAndAgain_LosesAndRepeatsNothing()
    {
        await using var proxy = new CutProxy(etcd.Cluster.Urls[0]);
        var options = etcd.Options();
        await using var reader = await EtcdStore.OpenAsync(options with { Servers = [proxy.Url] }, None);
        await using var writer = await EtcdStore.OpenAsync(options, None);
        await using var feed = new FeedReader(reader, "", await reader.CurrentRevisionAsync(None));
        var begun = await PutAsync(writer, "a/b/begun", "x");
        (await feed.TakeAsync(1))[0].Revision.ShouldBe(begun); // what was before it is read, so that no cut strikes there
        var written = new List<long>();
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < 300; i++)
            {
                written.Add(await PutAsync(writer, $"a/b/{i}", "x"));
                if (i % 40 == 39)
                {
                    proxy.Cut();
                }
            }
        });

        var seen = await feed.TakeAsync(300);

        await writing;
        seen.Select(e => e.Revision).ShouldBe(written);
    }

    [Fact]
    public async Task Outage_FailsFastAndIsOverWithoutARestart()
    {
        await using var proxy = new CutProxy(etcd.Cluster.Urls[0]);
        await using var store = await EtcdStore.OpenAsync(etcd.Options() with { Servers = [proxy.Url], ReadTimeout = TimeSpan.FromMilliseconds(500), Patience = TimeSpan.FromSeconds(1) }, None);
        await using var feed = new FeedReader(store, "", await store.CurrentRevisionAsync(None));
        var before = await PutAsync(store, "a/b/1", "x");
        (await feed.TakeAsync(1))[0].Revision.ShouldBe(before);
        proxy.Refuses = true;
        proxy.Cut();

        var e = await Should.ThrowAsync<StoreUnavailableException>(async () => await store.CurrentRevisionAsync(None));
        e.Message.ShouldContain(proxy.Url);
        await Should.ThrowAsync<StoreUnavailableException>(async () => await store.CommitAsync([Put("a/b/2", "x")], None));
        await Should.ThrowAsync<StoreUnavailableException>(async () => await store.RangeAsync(new RangeQuery("a/b/"), None));
        await Should.ThrowAsync<StoreUnavailableException>(async () => await store.CompactAsync(before, None));
        proxy.Refuses = false;

        await Eventually.TrueAsync(() => AnswersAsync(store), "the store to answer again");
        var after = await PutAsync(store, "a/b/3", "x");
        (await feed.TakeAsync(1))[^1].Revision.ShouldBeLessThanOrEqualTo(after);
        await store.CompactAsync(before, None);
    }

    [Fact]
    public async Task Outage_InWhichHistoryWasCompacted_TellsTheFeeds()
    {
        await using var proxy = new CutProxy(etcd.Cluster.Urls[0]);
        var options = etcd.Options();
        await using var store = await EtcdStore.OpenAsync(options with { Servers = [proxy.Url] }, None);
        await using var other = await EtcdStore.OpenAsync(options, None);
        await using var feed = new FeedReader(store, "", await store.CurrentRevisionAsync(None));
        var first = await PutAsync(store, "a/b/1", "1");
        (await feed.TakeAsync(1))[0].Revision.ShouldBe(first);
        proxy.Refuses = true;
        proxy.Cut();
        var second = await PutAsync(other, "a/b/1", "2", first);
        var third = await PutAsync(other, "a/b/2", "2");
        await other.CompactAsync(third, None);
        proxy.Refuses = false;

        await Should.ThrowAsync<RevisionCompactedException>(feed.NextBatchAsync);

        var now = await store.CurrentRevisionAsync(None);
        now.ShouldBeGreaterThan(second);
        await using var next = new FeedReader(store, "", now);
        var fourth = await PutAsync(other, "a/b/3", "3");
        (await next.TakeAsync(1))[0].Revision.ShouldBe(fourth);
    }

    [Fact]
    public async Task Outage_OfFiveMinutes_IsOverSoonAfterEtcdIsBack()
    {
        var clock = new FakeTimeProvider();
        await using var proxy = new CutProxy(etcd.Cluster.Urls[0]);
        var options = etcd.Options();
        await using var other = await EtcdStore.OpenAsync(options, None);
        await using var store = await EtcdStore.OpenAsync(options with { Servers = [proxy.Url], TimeProvider = clock }, None);
        await using var feed = new FeedReader(store, "a/b/", await store.CurrentRevisionAsync(None));
        var before = await PutAsync(store, "a/b/1", "x");
        proxy.Refuses = true;
        proxy.Cut();
        using var stop = new CancellationTokenSource();
        var ticking = TickAsync(clock, TimeSpan.FromMilliseconds(250), stop.Token);
        for (var i = 0; i < 5; i++)
        {
            var next = clock.GetUtcNow() + TimeSpan.FromMinutes(1);
            await Should.ThrowAsync<StoreUnavailableException>(async () => await store.CommitAsync([Put("a/b/2", "x")], None));
            await Eventually.TrueAsync(() => clock.GetUtcNow() > next, "a minute to pass", TimeSpan.FromSeconds(60));
        }

        await stop.CancelAsync();
        await ticking;
        var meanwhile = await PutAsync(other, "a/b/3", "x");
        proxy.Refuses = false;
        var back = clock.GetUtcNow();
        using var end = new CancellationTokenSource();
        ticking = TickAsync(clock, TimeSpan.FromMilliseconds(20), end.Token);
        await Eventually.TrueAsync(() => AnswersAsync(store), "the store to answer again", TimeSpan.FromSeconds(30));

        (clock.GetUtcNow() - back).ShouldBeLessThan(TimeSpan.FromMinutes(1), "pauses between attempts do not grow with the outage");
        (await feed.TakeAsync(2)).Select(e => e.Revision).ShouldBe([before, meanwhile]);
        await store.CompactAsync(meanwhile, None);
        await Should.ThrowAsync<RevisionCompactedException>(async () => await store.RangeAsync(new RangeQuery("", Revision: before), None));
        await end.CancelAsync();
        await ticking;
    }

    [Fact]
    public async Task Defragmentation_WhileItIsWrittenTo_LosesNothingAcknowledged()
    {
        await using var store = await EtcdStore.OpenAsync(etcd.Options(), None);
        await using var feed = new FeedReader(store, "a/d/", await store.CurrentRevisionAsync(None));
        var acknowledged = new List<long>();
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                try
                {
                    acknowledged.Add(await PutAsync(store, $"a/d/{i}", new string('x', 4000)));
                }
                catch (StoreUnavailableException)
                {
                    // it may be away meanwhile
                }
            }
        });
        for (var i = 0; i < 5; i++)
        {
            await etcd.Cluster.ControlAsync("defrag");
        }

        await stop.CancelAsync();
        await writing;
        var last = await PutAsync(store, "a/d/last", "x");
        var seen = new List<long>();
        while (seen.Count == 0 || seen[^1] < last)
        {
            seen.AddRange((await feed.NextBatchAsync()).Select(e => e.Revision));
        }

        acknowledged.ShouldNotBeEmpty();
        acknowledged.ShouldBeSubsetOf(seen);
        seen.ShouldBeInOrder();
        (await store.RangeAsync(new RangeQuery("a/d/"), None)).Records.Select(r => r.ModRevision).Order().ShouldBe(seen);
    }

    private static async Task TickAsync(FakeTimeProvider clock, TimeSpan step, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            clock.Advance(step);
            await Task.Delay(TimeSpan.FromMilliseconds(step.TotalMilliseconds > 100 ? 1 : 10), TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async ValueTask<bool> AnswersAsync(EtcdStore store)
    {
        try
        {
            return await store.CurrentRevisionAsync(None) > 0;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }

    private static async Task<IReadOnlyList<StoreRecord>> ReadAsync(EtcdStore store) => (await store.RangeAsync(new RangeQuery("a/b/"), None)).Records;

    private static string Text(StoreRecord record) => Encoding.UTF8.GetString(record.Value.Span);

    private static StoreWrite Put(string key, string value, long expected = 0) => new(key, Encoding.UTF8.GetBytes(value), expected);

    private static async Task<long> PutAsync(EtcdStore store, string key, string value, long expected = 0) =>
        (await store.CommitAsync([Put(key, value, expected)], None)).ShouldBeOfType<CommitResult.Committed>().Revision;
}
