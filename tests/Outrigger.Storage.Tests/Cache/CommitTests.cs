using System.Runtime.InteropServices;
using Outrigger.Storage.Cache;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Objects;

namespace Outrigger.Storage.Tests.Cache;

public sealed class CommitTests : CacheFixture
{
    [Fact]
    public async Task Commit_IsSeenByTheNextRead_WithoutParsingAgain()
    {
        var cache = await OpenAsync();
        var made = Thing("a");

        var outcome = Committed(await cache.CommitAsync(made, Key("a"), 0, null, None));

        outcome.Revision.ShouldBe(2);
        outcome.Object.ShouldBeSameAs(cache.Get(Key("a")));
        outcome.Object.ResourceVersion.ShouldBe(2);
        Array(outcome.Object).ShouldBeSameAs(Array(made));
    }

    [Fact]
    public async Task Commit_WithAnOldRevision_TellsWhatIsThere()
    {
        var cache = await OpenAsync();
        var first = await CreateAsync(cache, "a");
        var second = await UpdateAsync(cache, first, "red");

        var conflict = (await cache.CommitAsync(Thing("a", "green"), Key("a"), first.ResourceVersion, null, None)).ShouldBeOfType<CommitOutcome.Conflict>();

        conflict.Current.ShouldBeSameAs(second);
        cache.Get(Key("a")).ShouldBeSameAs(second);
        (await cache.CommitAsync(Thing("b"), Key("b"), 7, null, None)).ShouldBeOfType<CommitOutcome.Conflict>().Current.ShouldBeNull();
    }

    [Fact]
    public async Task Commit_OfADeletion_GivesTheLastStateUnderTheNewRevision()
    {
        var cache = await OpenAsync();
        var item = await CreateAsync(cache, "a", "red");

        var gone = await DeleteAsync(cache, item);

        (gone.ResourceVersion, Color(gone)).ShouldBe((3, "red"));
        cache.Current.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Commit_WhoseEventDoesNotCome_IsDurableAllTheSame()
    {
        var cache = await OpenAsync();
        await Eventually.TrueAsync(() => Clock.ActiveTimers >= 2, "the housekeeping to start");
        Store.Dropped = Key("a");
        var timers = Clock.ActiveTimers;
        var committing = cache.CommitAsync(Thing("a"), Key("a"), 0, null, None).AsTask();
        await Eventually.TrueAsync(() => Clock.ActiveTimers > timers, "the commit to wait for its event");
        Clock.Advance(TimeSpan.FromSeconds(4));

        Committed(await committing).Object.ResourceVersion.ShouldBe(2);
    }

    [Fact]
    public async Task Commit_OfSeveralResources_IsOneRevision()
    {
        var things = await OpenAsync();
        var pods = await Cache.OpenAsync(Pods, FactPaths.None, None);
        var podKey = StoreKeys.Key(Pods, "default", "p");

        var outcome = Committed(await Cache.CommitAsync(
            [new ObjectWrite(things, Key("a"), Thing("a"), 0), new ObjectWrite(pods, podKey, Thing("p"), 0)], None));

        outcome.Objects.Select(o => o.ResourceVersion).ShouldBe([2, 2]);
        pods.Get(podKey).ShouldBeSameAs(outcome.Objects[1]);
        var conflict = await Cache.CommitAsync([new ObjectWrite(things, Key("b"), Thing("b"), 0), new ObjectWrite(pods, podKey, null, 99)], None);
        conflict.ShouldBeOfType<CommitOutcome.Conflict>().Current.ShouldBeSameAs(outcome.Objects[1]);
        things.Get(Key("b")).ShouldBeNull();
    }

    [Fact]
    public async Task Commit_UnderAnotherObjectsKey_IsAnError()
    {
        var cache = await OpenAsync();

        await Should.ThrowAsync<ArgumentException>(async () => await cache.CommitAsync(Thing("a"), Key("b"), 0, null, None));
        await Should.ThrowAsync<ArgumentException>(async () => await cache.CommitAsync(Thing("a"), "core/pods/default/a", 0, null, None));
        Cache.Revision.ShouldBe(1);
    }

    [Fact]
    public async Task Commit_OfTheSameBytesByMany_IsWonOnce()
    {
        var cache = await OpenAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(async () => await cache.CommitAsync(Thing("a"), Key("a"), 0, null, None))));

        var won = outcomes.OfType<CommitOutcome.Committed>().ShouldHaveSingleItem();
        won.Object.ResourceVersion.ShouldBe(2);
        outcomes.OfType<CommitOutcome.Conflict>().ShouldAllBe(c => c.Current != null && c.Current.ResourceVersion == 2);
    }

    [Fact]
    public async Task Commit_OfManyAtOnce_LeavesCacheAndStoreEqual()
    {
        var cache = await OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, 16).Select(w => Task.Run(async () =>
        {
            var random = new Random(w);
            for (var i = 0; i < 100; i++)
            {
                var name = $"t{random.Next(60)}";
                var old = cache.Get(Key(name));
                await cache.CommitAsync(random.Next(3) == 0 && old is not null ? null : Thing(name, $"{w}-{i}"), Key(name), old?.ResourceVersion ?? 0, null, None);
            }
        })));

        (await Cache.VerifyAsync(None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Commit_WithTimeToLive_DisappearsFromTheCache()
    {
        var cache = await OpenAsync();
        var cursor = cache.OpenCursor(1);
        Committed(await cache.CommitAsync(Thing("a"), Key("a"), 0, TimeSpan.FromHours(1), None));

        Clock.Advance(TimeSpan.FromHours(2));

        (await ReadAsync(cursor, 2)).Select(e => e.Type).ShouldBe([WatchEntryType.Added, WatchEntryType.Deleted]);
        cache.Get(Key("a")).ShouldBeNull();
    }

    private static byte[]? Array(StoredObject item) => MemoryMarshal.TryGetArray(item.EncodeValue(), out var segment) ? segment.Array : null;
}
