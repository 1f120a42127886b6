using System.Collections.Concurrent;
using Outrigger.Storage.Contract;
using Outrigger.Testing.Time;

namespace Outrigger.Testing.Contracts;

/// <summary>Feeds: ordered, complete, atomic, resumable.</summary>
internal sealed class StoreFeedRules(IStore store, long start, FakeTimeProvider clock) : StoreRules(store, start, clock)
{
    private static readonly TimeSpan CompactionPause = TimeSpan.FromMilliseconds(100);

    public async Task Watch_FromThePast_GivesHistoryThenNews()
    {
        var first = await CommitAsync(Put("a/b/1", "1"));
        var second = await CommitAsync(Put("a/b/1", "2", first));
        await using var feed = new FeedReader(Store, "", first);
        Text((await feed.TakeAsync(1))[0]).ShouldBe("2");

        await CommitAsync(Delete("a/b/1", second));

        Text((await feed.TakeAsync(1))[0]).ShouldBe("(deleted)");
    }

    public async Task Watch_FromBeforeADeletion_TellsItFromAnEmptyValue()
    {
        var first = await CommitAsync(Put("a/b/1", ""), Put("a/b/2", "x"));
        await CommitAsync(Delete("a/b/2", first));

        await using var feed = new FeedReader(Store, "", Start);

        (await feed.TakeAsync(3)).Select(e => (e.Key, Text(e))).ShouldBe([("a/b/1", ""), ("a/b/2", "x"), ("a/b/2", "(deleted)")]);
    }

    public async Task Watch_OfAPrefix_GivesNoOther()
    {
        await CommitAsync(Put("a/x/1", "1"), Put("a/xy/1", "2"));
        await using var feed = new FeedReader(Store, "a/x/", Start);
        (await feed.TakeAsync(1)).Select(e => e.Key).ShouldBe(["a/x/1"]);

        await CommitAsync(Put("a/xy/2", "3"));
        await CommitAsync(Put("a/x/2", "4"));

        (await feed.TakeAsync(1)).Select(e => e.Key).ShouldBe(["a/x/2"]);
    }

    public async Task Watch_UnderWrites_IsOrderedCompleteAndAtomic()
    {
        const int writers = 8;
        const int commits = 40;
        await using var feed = new FeedReader(Store, "", Start);

        var writing = Task.WhenAll(Enumerable.Range(0, writers).Select(w => Task.Run(async () =>
        {
            var done = new List<long>();
            for (var i = 0; i < commits; i++)
            {
                done.Add(await CommitAsync(Put($"a/left/{w}-{i}", "x"), Put($"a/right/{w}-{i}", "x")));
            }

            return done;
        })));
        var events = new List<StoreEvent>();
        while (events.Count < 2 * writers * commits)
        {
            var batch = await feed.NextBatchAsync();
            (batch.Count % 2).ShouldBe(0, "a batch splits no commit");
            events.AddRange(batch);
        }

        var written = (await writing).SelectMany(done => done).Order().ToList();
        events.Select(e => e.Revision).ShouldBe(written.SelectMany(r => new[] { r, r }));
        events.Select(e => e.Key).Distinct().Count().ShouldBe(events.Count);
    }

    public async Task Watch_StartedDuringWrites_MissesNothing()
    {
        const int commits = 200;
        var writing = Task.Run(async () =>
        {
            var done = new List<long>();
            for (var i = 0; i < commits; i++)
            {
                done.Add(await CommitAsync(Put($"a/b/{i:000}", "x")));
            }

            return done;
        });

        for (var round = 0; round < 10; round++)
        {
            var from = await Store.CurrentRevisionAsync(None);
            await using var feed = new FeedReader(Store, "", Math.Max(Start, from - 1));
            if (from > Start)
            {
                (await feed.TakeAsync(1))[0].Revision.ShouldBeInRange(from, from + 1);
            }
        }

        var written = await writing;
        await using var all = new FeedReader(Store, "", Start);
        (await all.TakeAsync(commits)).Select(e => e.Revision).ShouldBe(written);
    }

    public async Task Watch_AfterACommit_TellsItsRevision()
    {
        await using var feed = new FeedReader(Store, "", Start);
        var next = feed.NextBatchAsync();

        var revision = await CommitAsync(Put("a/b/1", "x"));

        (await Store.CurrentRevisionAsync(None)).ShouldBe(revision);
        (await next)[0].Revision.ShouldBe(revision);
    }

    public async Task Watch_TellsNothing_ThatAConsistentReadDoesNotSee()
    {
        const int commits = 20;
        var asked = new ConcurrentQueue<(long Told, Task<long> Current)>();

        // asks where the event is told, and waits for no answer there
        await using var feed = new FeedReader(
            Store, "a/b/", Start, batch => asked.Enqueue((batch[^1].Revision, Store.CurrentRevisionAsync(None).AsTask())));
        for (var i = 0; i < commits; i++)
        {
            await CommitAsync(Put($"a/b/{i}", "x"));
        }

        await feed.TakeAsync(commits);
        foreach (var (told, current) in asked)
        {
            (await current).ShouldBeAtLeast(told);
        }
    }

    public async Task Watch_FromTheCompactedRevision_IsComplete()
    {
        var first = await CommitAsync(Put("a/b/1", "1"));
        var second = await CommitAsync(Delete("a/b/1", first));
        var third = await CommitAsync(Put("a/b/1", "3"));

        await Store.CompactAsync(second, None);

        await using var feed = new FeedReader(Store, "", second);
        (await feed.TakeAsync(1)).Select(e => e.Revision).ShouldBe([third]);
    }

    public async Task Watch_FromBeforeTheCompactedRevision_IsRefused()
    {
        var first = await CommitAsync(Put("a/b/1", "1"));
        await Store.CompactAsync(await CommitAsync(Put("a/b/1", "2", first)), None);

        await using var feed = new FeedReader(Store, "", first);
        await Expect.ThrowsAsync<RevisionCompactedException>(feed.NextBatchAsync);
    }

    public async Task Watch_UnderConstantCompaction_IsCompleteOrRefused()
    {
        var first = await CommitAsync(Put("a/first", "x"));
        await using var all = new FeedReader(Store, "a/b/", first);
        using var stop = new CancellationTokenSource();
        var compacting = CompactAsync(stop.Token);
        var deletions = new List<long>();
        for (var i = 0; i < 30; i++)
        {
            var created = await CommitAsync(Put($"a/b/{i}", "x"));
            deletions.Add(await CommitAsync(Delete($"a/b/{i}", created)));

            // one that begins in the past says that it cannot, or tells everything
            await using var late = new FeedReader(Store, "a/b/", created - 1);
            try
            {
                (await late.TakeAsync(2)).Select(e => (e.Revision, e.Value is null)).ShouldBe([(created, false), (deletions[^1], true)]);
            }
            catch (RevisionCompactedException e)
            {
                e.Requested.ShouldBe(created - 1);
            }

            // at the compacted revision nothing is missing, unless it has moved on already
            await Store.CompactAsync(created, None);
            await using var exact = new FeedReader(Store, "a/b/", created);
            try
            {
                (await exact.TakeAsync(1)).Select(e => (e.Revision, e.Value is null)).ShouldBe([(deletions[^1], true)]);
            }
            catch (RevisionCompactedException e)
            {
                e.Requested.ShouldBe(created);
            }
        }

        await stop.CancelAsync();
        await compacting;
        (await all.TakeAsync(2 * deletions.Count)).Where(e => e.Value is null).Select(e => e.Revision).ShouldBe(deletions, "one that has begun misses nothing");
    }

    public async Task Watch_UnderWay_SurvivesCompaction()
    {
        var first = await CommitAsync(Put("a/b/1", "1"));
        await using var feed = new FeedReader(Store, "", Start);
        await feed.TakeAsync(1);
        var second = await CommitAsync(Put("a/b/1", "2", first));
        var third = await CommitAsync(Delete("a/b/1", second));

        await Store.CompactAsync(third, None);

        (await feed.TakeAsync(2)).Select(e => e.Revision).ShouldBe([second, third]);
    }

    private async Task CompactAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await Store.CompactAsync(await Store.CurrentRevisionAsync(None), None);
            await Task.Delay(CompactionPause, TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
