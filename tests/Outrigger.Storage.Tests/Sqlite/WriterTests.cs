using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Storage.Cache;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Objects;
using Outrigger.Storage.Sqlite;
using Outrigger.Storage.Sqlite.Engine;
using Outrigger.Testing.Contracts;

namespace Outrigger.Storage.Tests.Sqlite;

public sealed class WriterTests : SqliteFixture
{
    private int failures;
    private WriterStep failAt;

    [Fact]
    public async Task Batch_ChecksAgainstItsOwnEarlierEntries()
    {
        using var hold = new ManualResetEventSlim();
        await using var store = await OpenAsync(o => o with { Failpoint = step => Hold(step, hold) });
        var first = store.CommitAsync([Put("a/b/0")], None).AsTask();

        // These queue up behind the first and become one batch.
        var rest = Enumerable.Range(0, 20).Select(i => store.CommitAsync([Put("a/b/1", $"{i}")], None).AsTask()).ToList();
        hold.Set();
        await first;
        var results = await Task.WhenAll(rest);

        results[0].ShouldBeOfType<CommitResult.Committed>().Revision.ShouldBe(3);
        results[1..].ShouldAllBe(r => r is CommitResult.Conflict);
        ((CommitResult.Conflict)results[5]).Current!.ModRevision.ShouldBe(3);
        (await store.CurrentRevisionAsync(None)).ShouldBe(3);
    }

    [Fact]
    public async Task Range_OfWhatIsDurableButNotPublished_DoesNotShowIt()
    {
        using var hold = new ManualResetEventSlim();
        using var durable = new ManualResetEventSlim();
        await using var store = await OpenAsync(o => o with { Failpoint = step => HoldAt(step) });
        var writing = store.CommitAsync([Put("a/b/1")], None).AsTask();
        durable.Wait(TimeSpan.FromSeconds(20)).ShouldBeTrue();

        var early = await store.RangeAsync(new RangeQuery(""), None);
        var current = await store.CurrentRevisionAsync(None);
        hold.Set();

        early.Revision.ShouldBe(current, "a later read does not go back");
        early.Records.ShouldBeEmpty();
        await writing;
        (await KeysAsync(store)).ShouldBe(["a/b/1"]);

        void HoldAt(WriterStep step)
        {
            if (step == WriterStep.Publish)
            {
                durable.Set();
                hold.Wait(TimeSpan.FromSeconds(20));
            }
        }
    }

    [Fact]
    public async Task Commit_WhenItIsAnswered_IsInTheCacheAlready()
    {
        await using var store = await OpenAsync();
        await using var cache = await WatchCache.StartAsync(store, new WatchCacheOptions(), None);
        var things = await cache.OpenAsync(new GroupResource("a", "b"), FactPaths.None, None);

        // once its reader waits for the next batch, which it does before the writer goes on
        var made = 0;
        while (!await SeenAsync())
        {
            made.ShouldBeLessThan(1000);
        }

        for (var i = 0; i < 20; i++)
        {
            (await SeenAsync()).ShouldBeTrue();
        }

        async Task<bool> SeenAsync()
        {
            var name = $"thing-{made++}";
            var key = StoreKeys.Key(things.Resource, "default", name);
            var thing = StoredObject.Create(new() { ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "default" } }, FactPaths.None);
            await store.CommitAsync([new StoreWrite(key, thing.EncodeValue(), 0)], None);
            return things.Get(key) is not null;
        }
    }

    [Fact]
    public async Task Commit_ThatFailsBeforeItIsDurable_LeavesNothingAndTheNextWorks()
    {
        await using var store = await OpenFailingAsync(WriterStep.Commit);

        var e = await Should.ThrowAsync<StoreUnavailableException>(async () => await store.CommitAsync([Put("a/b/1")], None));

        e.OutcomeUnknown.ShouldBeFalse();
        (await KeysAsync(store)).ShouldBeEmpty();
        (await CommitAsync(store, Put("a/b/1"))).ShouldBe(2);
    }

    [Fact]
    public async Task Commit_WhoseOutcomeIsUnknown_SaysSo_AndItsEventsArePublishedWhenItIsThere()
    {
        await using var store = await OpenFailingAsync(WriterStep.Publish);
        await using var feed = new FeedReader(store, "", 1);
        var next = feed.NextBatchAsync();

        var e = await Should.ThrowAsync<StoreUnavailableException>(async () => await store.CommitAsync([Put("a/b/1")], None));

        e.OutcomeUnknown.ShouldBeTrue();
        (await next).ShouldHaveSingleItem().Revision.ShouldBe(2);
        (await store.CurrentRevisionAsync(None)).ShouldBe(2);
        (await CommitAsync(store, Put("a/b/2"))).ShouldBe(3);
        (await feed.TakeAsync(1))[0].Revision.ShouldBe(3);
    }

    [Fact]
    public async Task Upkeep_ThatFails_HarmsNoWrite()
    {
        await using var store = await OpenFailingAsync(WriterStep.Checkpoint, o => o with { CheckpointPages = 4 });

        for (var i = 0; i < 50; i++)
        {
            await CommitAsync(store, Put($"a/b/{i}"));
        }

        failures.ShouldBe(0, "the failpoint was hit");
        (await KeysAsync(store)).Count.ShouldBe(50);
    }

    [Fact]
    public async Task File_LockedByAnotherProgram_FailsWritesUntilItIsFree()
    {
        await using var store = await OpenAsync(o => o with { BusyTimeout = TimeSpan.FromMilliseconds(50) });
        await CommitAsync(store, Put("a/b/0"));
        using (var other = SqliteConnection.Open(File, TimeSpan.Zero, readOnly: false))
        {
            other.Execute("BEGIN IMMEDIATE");

            var e = await Should.ThrowAsync<StoreUnavailableException>(async () => await store.CommitAsync([Put("a/b/1")], None));
            e.OutcomeUnknown.ShouldBeFalse();
            (await KeysAsync(store)).ShouldBe(["a/b/0"]);
            other.Execute("ROLLBACK");
        }

        await CommitAsync(store, Put("a/b/1"));
        (await KeysAsync(store)).ShouldBe(["a/b/0", "a/b/1"]);
    }

    [Fact]
    public async Task Commit_CancelledBeforeItsTurn_IsNotWritten()
    {
        using var hold = new ManualResetEventSlim();
        using var stop = new CancellationTokenSource();
        await using var store = await OpenAsync(o => o with { Failpoint = step => Hold(step, hold) });
        var first = store.CommitAsync([Put("a/b/0")], None).AsTask();
        var second = store.CommitAsync([Put("a/b/1")], stop.Token).AsTask();
        await stop.CancelAsync();
        hold.Set();

        await first;
        await Should.ThrowAsync<OperationCanceledException>(second);
        (await KeysAsync(store)).ShouldBe(["a/b/0"]);
    }

    [Fact]
    public async Task Dispose_ServesWhatWasTakenIn_AndRefusesTheRest()
    {
        var store = await OpenAsync();
        var commits = Enumerable.Range(0, 100).Select(i => store.CommitAsync([Put($"a/b/{i}")], None).AsTask()).ToList();

        await store.DisposeAsync();

        (await Task.WhenAll(commits)).ShouldAllBe(r => r is CommitResult.Committed);
        await Should.ThrowAsync<StoreUnavailableException>(async () => await store.CommitAsync([Put("a/b/x")], None));
        await Should.ThrowAsync<StoreUnavailableException>(async () => await store.RangeAsync(new RangeQuery(""), None));
        System.IO.File.Exists(File + "-wal").ShouldBeFalse("the log was moved into the file");
    }

    private static void Hold(WriterStep step, ManualResetEventSlim hold)
    {
        if (step == WriterStep.Write)
        {
            hold.Wait(TimeSpan.FromSeconds(10)).ShouldBeTrue();
        }
    }

    private Task<IStore> OpenFailingAsync(WriterStep step, Func<SqliteStoreOptions, SqliteStoreOptions>? change = null)
    {
        failAt = step;
        failures = 1;
        return OpenAsync(o => (change?.Invoke(o) ?? o) with { Failpoint = FailOnce });
    }

    private void FailOnce(WriterStep step)
    {
        if (step == failAt && failures > 0)
        {
            failures--;
            throw new SqliteException(10, "disk I/O error (made by a test)");
        }
    }
}
