using System.Text;
using Outrigger.Storage.Cache;
using Outrigger.Storage.Contract;
using Outrigger.TestKit;

namespace Outrigger.Storage.Tests.Cache;

public sealed class FeedTests : CacheFixture
{
    [Fact]
    public async Task Open_DuringWrites_MissesNothing()
    {
        // The first page is read, then the state moves on before the resource takes it over.
        var revision = (await Store.CommitAsync([new StoreWrite(Key("a"), Thing("a").EncodeValue(), 0)], None) as CommitResult.Committed)!.Revision;
        var hold = new TaskCompletionSource();
        Store.BeforeRange = _ => hold.Task;
        var cache = Cache.Open(Things, Facts);
        await Store.CommitAsync([new StoreWrite(Key("b"), Thing("b").EncodeValue(), 0)], None);
        await Store.CommitAsync([new StoreWrite(Key("a"), null, revision)], None);
        await Eventually.TrueAsync(() => Cache.Revision == 4, "the feed to pass the events");
        hold.SetResult();
        await cache.ReadyAsync(None);

        Names(cache.Current).ShouldBe(["b"]);
        (await Cache.VerifyAsync(None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Open_OfManyResourcesUnderWrites_DeliversEveryFirstObject()
    {
        for (var round = 0; round < 200; round++)
        {
            var resource = new ApiMachinery.Naming.GroupResource("example.com", $"kind{round}");
            var key = StoreKeys.Key(resource, "default", "first");
            var committing = Task.Run(async () => await Store.CommitAsync([new StoreWrite(key, Thing("first").EncodeValue(), 0)], None));
            var cache = await Cache.OpenAsync(resource, Facts, None);
            await committing;

            (await cache.LatestAsync(None)).Get(key).ShouldNotBeNull();
            Cache.Close(resource);
        }
    }

    [Fact]
    public async Task Feed_Broken_GoesOnWhereItBroke()
    {
        var cache = await OpenAsync();
        await CreateAsync(cache, "a");
        Store.FailFeed(new StoreUnavailableException("gone", false));
        await Store.CommitAsync([new StoreWrite(Key("b"), Thing("b").EncodeValue(), 0)], None);
        await Eventually.TrueAsync(
            () =>
            {
                Clock.Advance(TimeSpan.FromMilliseconds(100));
                return cache.Current.Count == 2;
            },
            "the feed to be opened again");

        (await ReadAsync(cache.OpenCursor(1), 2)).Select(e => e.Revision).ShouldBe([2, 3]);
    }

    [Fact]
    public async Task Feed_ThatFailsInTheMidstOfABatch_AppliesItOnce()
    {
        var cache = await OpenAsync();
        Store.FailsAt = 1;
        await Store.CommitAsync([new StoreWrite(Key("a"), Thing("a").EncodeValue(), 0), new StoreWrite(Key("b"), Thing("b").EncodeValue(), 0)], None);
        await Eventually.TrueAsync(
            () =>
            {
                Clock.Advance(TimeSpan.FromMilliseconds(100));
                return cache.Current.Count == 2;
            },
            "the feed to be opened again");

        (await ReadAsync(cache.OpenCursor(1), 2)).Select(e => (e.Type, e.Object.Name))
            .ShouldBe([(WatchEntryType.Added, "a"), (WatchEntryType.Added, "b")]);
    }

    [Fact]
    public async Task Feed_ThatLostHistory_ReadsAnewAndExpiresWatches()
    {
        var cache = await OpenAsync();
        await CreateAsync(cache, "a");
        var cursor = cache.OpenCursor(2);
        var waiting = cursor.WaitAsync(None).AsTask();

        Store.FailFeed(new RevisionCompactedException(2, 9));

        await Should.ThrowAsync<RevisionCompactedException>(waiting);
        await Eventually.TrueAsync(() => Ready(cache), "the resource to be read anew");
        Names(cache.Current).ShouldBe(["a"]);
        await CreateAsync(cache, "b");
        Names(cache.Current).ShouldBe(["a", "b"]);
        Should.Throw<RevisionCompactedException>(() => cache.OpenCursor(1));
    }

    [Fact]
    public async Task Feed_ThatLostHistory_WhileTheStoreRefuses_GoesOnOnceItAnswers()
    {
        var cache = await OpenAsync();
        await CreateAsync(cache, "a");
        Store.BeforeNewest = () => throw new InvalidOperationException("no answer that anybody knows");
        Store.FailFeed(new RevisionCompactedException(2, 9));
        await Eventually.TrueAsync(() => !Ready(cache), "the resource to be shut");
        Store.BeforeNewest = null;

        await Eventually.TrueAsync(
            () =>
            {
                Clock.Advance(TimeSpan.FromSeconds(1));
                return Ready(cache);
            },
            "the resource to be read anew");
        await CreateAsync(cache, "b");
        Names(cache.Current).ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task Open_WhileLostHistoryIsPassedOver_MissesNothing_AndNoBookmarkPassesWhatIsLost()
    {
        var things = await OpenAsync();
        await CreateAsync(things, "a");
        var cursor = things.OpenCursor(2);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Store.BeforeNewest = () =>
        {
            asked.TrySetResult();
            return answer.Task;
        };
        Store.FailFeed(new RevisionCompactedException(2, 9));
        await asked.Task;
        var pods = await Cache.OpenAsync(Pods, Facts, None);
        var key = StoreKeys.Key(Pods, "default", "p");
        await Store.CommitAsync([new StoreWrite(key, Thing("p").EncodeValue(), 0)], None);
        answer.SetResult();

        await Eventually.TrueAsync(() => Cache.Revision == 3 && Ready(pods) && Ready(things), "both to be read anew");
        pods.Get(key).ShouldNotBeNull();
        (await Cache.VerifyAsync(None)).ShouldBeEmpty();
        cursor.Revision.ShouldBe(2);
        await Should.ThrowAsync<RevisionCompactedException>(async () => await cursor.WaitAsync(None));
    }

    [Fact]
    public void Load_AfterAnotherOfTheSameEpoch_ChangesNothing()
    {
        var view = new ResourceView(StoreKeys.Prefix(Things));
        var applier = new ResourceApplier(view, Facts, Options);
        applier.Load([], 1, applier.Epoch);
        applier.Load([Thing("b").WithRevision(3)], 3, applier.Epoch);

        applier.Apply(new StoreEvent(Key("a"), Thing("a").EncodeValue(), 2), null);
        applier.Apply(new StoreEvent(Key("b"), Thing("b").EncodeValue(), 3), null);

        applier.Publish().ShouldBeTrue();
        view.State.Tree.Count.ShouldBe(2);
        view.Stream.Log.End.ShouldBe(2);
    }

    [Fact]
    public void Close_OfWhatWasAppliedAndNotPublished_LeavesNothingToPublish()
    {
        var applier = new ResourceApplier(new ResourceView(StoreKeys.Prefix(Things)), Facts, Options);
        applier.Load([], 1, applier.Epoch);
        applier.Apply(new StoreEvent(Key("a"), Thing("a").EncodeValue(), 2), null);

        applier.Close();

        applier.Publish().ShouldBeFalse();
    }

    [Fact]
    public async Task Dispose_InTheMidstOfCallsToTheStore_ClosesEverything()
    {
        var cache = await OpenAsync();
        await Eventually.TrueAsync(() => Clock.ActiveTimers >= 2, "the housekeeping to start");
        var calls = 0;
        Store.BeforeNewest = Store.BeforeCompaction = () =>
        {
            Interlocked.Increment(ref calls);
            return new TaskCompletionSource().Task;
        };
        Clock.Advance(Options.CompactionInterval);
        Store.FailFeed(new RevisionCompactedException(2, 9));
        await Eventually.TrueAsync(() => calls == 2, "both calls");

        await Cache.DisposeAsync();

        (await Should.ThrowAsync<StoreUnavailableException>(async () => await cache.ReadyAsync(None))).Message.ShouldContain("no longer served");
    }

    [Fact]
    public async Task UnreadableValues_AreLeftOut_AndTheRestGoesOn()
    {
        await Store.CommitAsync([new StoreWrite(Key("bad"), Encoding.UTF8.GetBytes("nonsense"), 0), new StoreWrite(Key("moved"), Thing("other").EncodeValue(), 0)], None);
        var cache = await OpenAsync();
        cache.Current.Count.ShouldBe(0);

        await Store.CommitAsync([new StoreWrite(Key("bad2"), Encoding.UTF8.GetBytes("\u0001\u0002v1{]"), 0)], None);
        await CreateAsync(cache, "good");

        Names(cache.Current).ShouldBe(["good"]);
        (await Cache.VerifyAsync(None)).Select(d => d.Key).ShouldBe([Key("bad"), Key("bad2"), Key("moved")]);
    }

    [Fact]
    public async Task Reads_AfterDispose_AreRefused()
    {
        var cache = await OpenAsync();
        await Cache.DisposeAsync();

        Should.Throw<StoreUnavailableException>(() => cache.Current);
    }

    [Fact]
    public async Task Compaction_KeepsOneIntervalOfHistory()
    {
        var cache = await OpenAsync();
        await Eventually.TrueAsync(() => Clock.ActiveTimers >= 2, "the housekeeping to start");
        await CreateAsync(cache, "a");
        var interval = Options.CompactionInterval;
        Clock.Advance(interval);
        await CreateAsync(cache, "b");
        await Store.RangeAsync(new RangeQuery(Key("a"), Revision: 2), None);

        await Eventually.TrueAsync(
            async () =>
            {
                Clock.Advance(interval);
                return await GoneAsync(2);
            },
            "revision 2 to be compacted");
    }

    private static bool Ready(ResourceCache cache)
    {
        try
        {
            return cache.Current.Revision > 0;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }

    private async ValueTask<bool> GoneAsync(long revision)
    {
        try
        {
            await Store.RangeAsync(new RangeQuery(Key("a"), Revision: revision), None);
            return false;
        }
        catch (RevisionCompactedException)
        {
            return true;
        }
    }
}
