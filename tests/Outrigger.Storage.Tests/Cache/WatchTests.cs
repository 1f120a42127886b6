using Outrigger.Storage.Cache;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Objects;
using Outrigger.TestKit;

namespace Outrigger.Storage.Tests.Cache;

public sealed class WatchTests : CacheFixture
{
    [Fact]
    public async Task Cursor_TellsEachChangeWithWhatWasBefore()
    {
        var cache = await OpenAsync();
        var cursor = cache.OpenCursor(1);
        var added = await CreateAsync(cache, "a");
        var modified = await UpdateAsync(cache, added, "red");
        var deleted = await DeleteAsync(cache, modified);

        (await ReadAsync(cursor, 3)).ShouldBe(
        [
            new WatchEntry(2, WatchEntryType.Added, added, null),
            new WatchEntry(3, WatchEntryType.Modified, modified, added),
            new WatchEntry(4, WatchEntryType.Deleted, deleted, modified),
        ]);
        cursor.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Cursor_FromAPastRevision_GoesOnThere()
    {
        var cache = await OpenAsync();
        for (var i = 0; i < 700; i++)
        {
            await CreateAsync(cache, $"t{i}");
        }

        foreach (var after in new long[] { 1, 2, 256, 257, 258, 300, 513, 700 })
        {
            (await ReadAsync(cache.OpenCursor(after), (int)(701 - after))).Select(e => e.Revision).ShouldBe(Range(after + 1, 701));
        }

        cache.OpenCursor(701).TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Cursor_FromARevisionToCome_SkipsWhatIsBefore()
    {
        var cache = await OpenAsync();
        var cursor = cache.OpenCursor(3);
        for (var i = 0; i < 4; i++)
        {
            await CreateAsync(cache, $"t{i}");
        }

        (await ReadAsync(cursor, 2)).Select(e => e.Revision).ShouldBe([4, 5]);
    }

    [Fact]
    public async Task Cursor_Waiting_IsWokenByACommit()
    {
        var cache = await OpenAsync();
        var cursor = cache.OpenCursor(1);
        var waiting = cursor.WaitAsync(None).AsTask();
        waiting.IsCompleted.ShouldBeFalse();

        await CreateAsync(cache, "a");

        (await waiting).ShouldBeTrue();
        cursor.TryRead(out var entries).ShouldBeTrue();
        entries.Length.ShouldBe(1);
    }

    [Fact]
    public async Task Cursor_Cancelled_ThrowsAndCanWaitAgain()
    {
        var cache = await OpenAsync();
        var cursor = cache.OpenCursor(1);
        for (var i = 0; i < 3; i++)
        {
            using var stop = new CancellationTokenSource();
            var waiting = cursor.WaitAsync(stop.Token).AsTask();
            await stop.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(waiting);
        }

        await CreateAsync(cache, "a");
        (await ReadAsync(cursor, 1)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Cursor_TooSlow_FallsOutOfTheWindow()
    {
        var cache = await OpenAsync();
        var slow = cache.OpenCursor(1);
        var fast = cache.OpenCursor(1);
        for (var i = 0; i < 2_000; i++)
        {
            await CreateAsync(cache, $"t{i}");
            fast.TryRead(out _).ShouldBeTrue();
        }

        Should.Throw<RevisionCompactedException>(() => slow.TryRead(out _));
        Should.Throw<RevisionCompactedException>(() => cache.OpenCursor(1));
        fast.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Events_OlderThanTheWindow_AreDroppedWhileNothingHappens()
    {
        var cache = await OpenAsync();
        await Eventually.TrueAsync(() => Clock.ActiveTimers >= 2, "the housekeeping to start");
        for (var i = 0; i < 600; i++)
        {
            await CreateAsync(cache, $"t{i}");
        }

        cache.OpenCursor(1);
        Clock.Advance(TimeSpan.FromSeconds(70));
        cache.OpenCursor(1);

        // Some whole segments go, the newest stays however old it is.
        await Eventually.TrueAsync(
            () =>
            {
                Clock.Advance(TimeSpan.FromSeconds(15));
                return Throws(() => cache.OpenCursor(1));
            },
            "old events to go");
        Throws(() => cache.OpenCursor(590)).ShouldBeFalse();
    }

    [Fact]
    public async Task Watches_ThatEndWhileNothingHappens_AreLetGo()
    {
        var cache = await OpenAsync();
        await Eventually.TrueAsync(() => Clock.ActiveTimers >= 2, "the housekeeping to start");
        using var stop = new CancellationTokenSource();
        var ended = Enumerable.Range(0, 50).Select(_ => cache.OpenCursor(1).WaitAsync(stop.Token).AsTask()).ToList();
        var live = cache.OpenCursor(1);
        var waiting = live.WaitAsync(None).AsTask();
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(Task.WhenAll(ended));
        cache.View.Stream.Signal.Waiters.ShouldBe(51);

        await Eventually.TrueAsync(
            () =>
            {
                Clock.Advance(TimeSpan.FromSeconds(15));
                return cache.View.Stream.Signal.Waiters <= 1;
            },
            "the ended ones to be let go");
        (await waiting).ShouldBeTrue("it wakes without cause");
        live.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Revision_ForBookmarks_MovesWithOtherResources()
    {
        var things = await OpenAsync();
        var pods = await Cache.OpenAsync(Pods, FactPaths.None, None);
        var cursor = things.OpenCursor(1);
        cursor.Revision.ShouldBe(1);

        Committed(await pods.CommitAsync(Thing("p"), StoreKeys.Key(Pods, "default", "p"), 0, null, None));
        cursor.Revision.ShouldBe(2);
        await CreateAsync(things, "a");
        cursor.Revision.ShouldBe(1, "an entry waits to be read");
        cursor.TryRead(out _).ShouldBeTrue();
        cursor.Revision.ShouldBe(3);
    }

    [Fact]
    public async Task Close_EndsWatchesCleanly()
    {
        var cache = await OpenAsync();
        var cursor = cache.OpenCursor(1);
        var waiting = cursor.WaitAsync(None).AsTask();

        Cache.Close(Things);

        (await waiting).ShouldBeFalse();
        Should.Throw<StoreUnavailableException>(() => cache.Current);
    }

    [Fact]
    public async Task EndWatches_EndsOpenOnes_AndNewOnesGoOn()
    {
        var cache = await OpenAsync();
        var old = cache.OpenCursor(1);
        var waiting = old.WaitAsync(None).AsTask();
        var before = cache.OpenCursor(1);

        cache.EndWatches();

        (await waiting).ShouldBeFalse();
        (await before.WaitAsync(None)).ShouldBeFalse();
        var next = cache.OpenCursor(1);
        await CreateAsync(cache, "a");
        (await ReadAsync(next, 1)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task ManyCursors_UnderWrites_AllSeeTheSameInOrder()
    {
        const int events = 400;
        var cache = await OpenAsync();
        var watchers = Enumerable.Range(0, 100).Select(_ => Task.Run(() => ReadAsync(cache.OpenCursor(1), events))).ToList();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(w => Task.Run(async () =>
        {
            for (var i = 0; i < events / 4; i++)
            {
                await CreateAsync(cache, $"t{w}-{i}");
            }
        })));

        foreach (var seen in await Task.WhenAll(watchers))
        {
            seen.Select(e => e.Revision).ShouldBe(Range(2, events + 1));
        }
    }

    private static IEnumerable<long> Range(long first, long last) => Enumerable.Range((int)first, (int)(last - first + 1)).Select(i => (long)i);

    private static bool Throws(Action action)
    {
        try
        {
            action();
            return false;
        }
        catch (RevisionCompactedException)
        {
            return true;
        }
    }
}
