using Outrigger.Storage.Contract;
using Outrigger.Testing.Time;

namespace Outrigger.Testing.Contracts;

/// <summary>Times to live, for stores that keep them by the clock of this process.</summary>
internal sealed class StoreTimeRules(IStore store, long start, FakeTimeProvider clock) : StoreRules(store, start, clock)
{
    public async Task CurrentRevision_OfAnEmptyStore_IsOne() => (await Store.CurrentRevisionAsync(None)).ShouldBe(1);

    public async Task Commit_AfterItsTimeToLive_IsDeletedByTheStore()
    {
        var created = await CommitAsync(Put("a/events/1", "x", ttl: TimeSpan.FromMinutes(60)), Put("a/events/2", "y"));
        await using var feed = new FeedReader(Store, "", created);

        Clock.Advance(TimeSpan.FromMinutes(59));
        (await KeysAsync("a/events/")).ShouldBe(["a/events/1", "a/events/2"]);
        Clock.Advance(TimeSpan.FromMinutes(2));

        var change = (await feed.TakeAsync(1)).ShouldHaveSingleItem();
        (change.Key, Text(change), change.Revision).ShouldBe(("a/events/1", "(deleted)", created + 1));
        (await KeysAsync("a/events/")).ShouldBe(["a/events/2"]);
    }

    public async Task TimeToLive_WhenTheTimeOfDayIsSet_EndsAllTheSame()
    {
        await CommitAsync(Put("a/events/1", "x", ttl: TimeSpan.FromMinutes(30)));
        Clock.Jump(TimeSpan.FromHours(-1));
        Clock.Advance(TimeSpan.FromMinutes(31));
        (await KeysAsync("a/events/")).ShouldBe(["a/events/1"]);
        Clock.Advance(TimeSpan.FromMinutes(60));
        await Eventually.TrueAsync(async () => (await KeysAsync("a/events/")).Count == 0, "the end of what was written before the time was set back");

        await CommitAsync(Put("a/events/2", "x", ttl: TimeSpan.FromMinutes(30)));
        Clock.Jump(TimeSpan.FromHours(1));
        Clock.Advance(TimeSpan.FromMinutes(31));
        await Eventually.TrueAsync(async () => (await KeysAsync("a/events/")).Count == 0, "the end of what was written before the time was set forth");
    }

    public async Task Commit_OverARecordWithTimeToLive_StartsItsTimeAnew()
    {
        var created = await CommitAsync(Put("a/events/1", "x", ttl: TimeSpan.FromMinutes(60)));
        var renewed = await CommitAsync(Put("a/events/1", "y", created, TimeSpan.FromMinutes(120)));
        await CommitAsync(Put("a/events/2", "z", ttl: TimeSpan.FromMinutes(61)));
        await using var feed = new FeedReader(Store, "", renewed + 1);

        Clock.Advance(TimeSpan.FromMinutes(62));

        (await feed.TakeAsync(1)).ShouldHaveSingleItem().Key.ShouldBe("a/events/2");
        (await KeysAsync("a/events/")).ShouldBe(["a/events/1"]);
    }
}
