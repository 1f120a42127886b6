using System.Text;
using Outrigger.ApiMachinery.SchemaFiles;
using Outrigger.Registry.Custom;
using Outrigger.Registry.Typed;
using Outrigger.Storage.Contract;
using Outrigger.Testing.Contracts;

namespace Outrigger.Registry.Tests.Custom;

public sealed class CustomStoreTests
{
    private const string Prefix = "custom.example.com/items/";
    private static readonly ObjectName A = new("default", "a");
    private readonly FakeTimeProvider clock = new();

    public static TheoryData<string> Rules => [.. CustomStorageContract<Item>.Rules];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Rules))]
    public Task ToldItemStorage_Always_Keeps(string rule) => CustomStorageContract<Item>.CheckAsync(
        rule, new CustomStorageSubject<Item>(new ToldItemStorage(), (meta, i) => new Item { Metadata = meta, Spec = new ItemSpec { Size = i } }));

    [Theory]
    [InlineData("Write_OverAnExistingObjectAsNew_IsRefused")]
    [InlineData("Write_WithAnOldVersion_IsRefused")]
    public async Task Contract_OfAStorageThatChecksNoVersion_Fails(string rule) => await Should.ThrowAsync<ContractException>(() =>
        CustomStorageContract<Item>.CheckAsync(
            rule, new CustomStorageSubject<Item>(new CarelessStorage(), (meta, i) => new Item { Metadata = meta, Spec = new ItemSpec { Size = i } })));

    [Theory]
    [InlineData(100)]
    [InlineData(10)]
    public Task Contract_OfAFeedInNoOrder_Holds(int room) => CustomStorageContract<Item>.CheckAsync(
        "Changes_OfManyObjects_MissNone",
        new CustomStorageSubject<Item>(new LateItemStorage(room), (meta, i) => new Item { Metadata = meta, Spec = new ItemSpec { Size = i } }));

    [Fact]
    public async Task Feed_OfAChangeByOthers_IsAnEvent()
    {
        var storage = new ToldItemStorage();
        await using var store = await OpenAsync(storage);
        await using var feed = await FollowAsync(store);

        storage.Set(Item.Of("a", 1));
        Text((await feed.TakeAsync(1))[0]).ShouldContain("\"size\":1");
        storage.Set(Item.Of("a", 2));
        Text((await feed.TakeAsync(1))[0]).ShouldContain("\"size\":2");
        storage.Remove(A);
        (await feed.TakeAsync(1))[0].Value.ShouldBeNull();
    }

    [Fact]
    public async Task Feed_ThatWasCut_MissesNothing()
    {
        var storage = new ToldItemStorage();
        storage.Set(Item.Of("gone", 1));
        await using var store = await OpenAsync(storage);
        await using var feed = await FollowAsync(store);

        await Eventually.TrueAsync(() => storage.Asked == 1, "the feed to be followed");
        var timers = clock.ActiveTimers;
        storage.Cut();
        storage.Set(Item.Of("a", 1));
        storage.Remove(new ObjectName("default", "gone"));
        await Eventually.TrueAsync(() => clock.ActiveTimers > timers, "the pause");
        store.Problem.ShouldNotBeNull().ShouldContain("cut");
        clock.Advance(TimeSpan.FromSeconds(2));

        (await feed.TakeAsync(2)).Select(e => (e.Key, e.Value is null)).Order().ShouldBe([(Prefix + "default/a", false), (Prefix + "default/gone", true)]);
        await Eventually.TrueAsync(() => store.Problem is null, "the feed to be good again");
    }

    [Fact]
    public async Task Feed_OfAnObjectThatCannotBeRead_GoesOnWithTheOthers()
    {
        var storage = new ToldItemStorage();
        storage.Set(Item.Of("a", 1));
        await using var store = await OpenAsync(storage);
        await using var feed = await FollowAsync(store);
        await Eventually.TrueAsync(() => storage.Asked == 1, "the feed to be followed");

        storage.Unreadable = A;
        storage.Set(Item.Of("a", 2));
        storage.Set(Item.Of("b", 1));
        (await feed.TakeAsync(1))[0].Key.ShouldBe(Prefix + "default/b");
        store.Problem.ShouldBeNull();

        storage.Unreadable = null;
        storage.Set(Item.Of("a", 3));
        Text((await feed.TakeAsync(1))[0]).ShouldContain("\"size\":3");
    }

    [Fact]
    public async Task Poll_OfAStorageWithoutFeed_FindsChanges()
    {
        var storage = new ItemStorage();
        await using var store = await OpenAsync(storage);
        await using var feed = await FollowAsync(store);
        await Eventually.TrueAsync(() => clock.ActiveTimers > 0, "the poll to wait");

        storage.Set(Item.Of("a", 1));
        clock.Advance(TimeSpan.FromSeconds(6));

        (await feed.TakeAsync(1))[0].Key.ShouldBe(Prefix + "default/a");
    }

    [Fact]
    public async Task Feed_OfAnotherObjectUnderTheName_DeletesTheOldOne()
    {
        var storage = new ToldItemStorage();
        storage.Set(Item.Of("a", 1, "11111111-1111-4111-8111-111111111111"));
        await using var store = await OpenAsync(storage);
        await using var feed = await FollowAsync(store);

        storage.Set(Item.Of("a", 1, "22222222-2222-4222-8222-222222222222"));

        (await feed.TakeAsync(2)).Select(e => e.Value is null).ShouldBe([true, false]);
    }

    [Fact]
    public async Task Commit_WhenOthersWereFaster_ConflictsWithTheirs()
    {
        var storage = new ItemStorage();
        storage.Set(Item.Of("a", 1));
        await using var store = await OpenAsync(storage);
        var record = (await RangeAsync(store)).ShouldHaveSingleItem();
        storage.Set(Item.Of("a", 2));

        var result = await store.CommitAsync([new StoreWrite(record.Key, record.Value, record.ModRevision)], Token);

        var current = result.ShouldBeOfType<CommitResult.Conflict>().Current.ShouldNotBeNull();
        Encoding.UTF8.GetString(current.Value.Span).ShouldContain("\"size\":2");
    }

    [Fact]
    public async Task Commit_OverARowThatWasWrittenAsItWas_IsMade()
    {
        var storage = new ItemStorage();
        storage.Set(Item.Of("a", 1));
        await using var store = await OpenAsync(storage);
        var record = (await RangeAsync(store)).ShouldHaveSingleItem();
        storage.Set(Item.Of("a", 1));

        var result = await store.CommitAsync([new StoreWrite(record.Key, null, record.ModRevision)], Token);

        result.ShouldBeOfType<CommitResult.Committed>();
        (await storage.GetAsync(A, Token)).ShouldBeNull();
    }

    [Fact]
    public async Task Commit_ThatFailedAfterItWasWritten_IsOfUnknownOutcomeAndReadAgain()
    {
        var storage = new ItemStorage();
        storage.Set(Item.Of("a", 1));
        await using var store = await OpenAsync(storage);
        var record = (await RangeAsync(store))[0];
        storage.Failure = new IOException("the answer was lost");

        var e = await Should.ThrowAsync<StoreUnavailableException>(async () => await store.CommitAsync([new StoreWrite(record.Key, null, record.ModRevision)], Token));

        e.OutcomeUnknown.ShouldBeTrue();
        (await RangeAsync(store)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Open_AfterARestart_CountsEarlierRevisionsAsCompacted()
    {
        var storage = new ItemStorage();
        storage.Set(Item.Of("a", 1));
        long before;
        await using (var first = await OpenAsync(storage))
        {
            before = await first.CurrentRevisionAsync(Token);
        }

        clock.Advance(TimeSpan.FromSeconds(1));
        await using var second = await OpenAsync(storage);

        (await second.CurrentRevisionAsync(Token)).ShouldBeGreaterThan(before);
        await Should.ThrowAsync<RevisionCompactedException>(async () => await second.RangeAsync(new RangeQuery("", Revision: before), Token));
    }

    [Fact]
    public async Task Open_OfAStorageThatDoesNotAnswer_SaysSo()
    {
        var storage = new ItemStorage();
        storage.Set(Item.Of("a", 1));
        storage.Failure = new IOException("no route");

        (await Should.ThrowAsync<StoreUnavailableException>(async () => await OpenAsync(storage))).Message.ShouldContain("no route");
    }

    private async Task<FollowedStore> OpenAsync(IObjectSource<Item> storage)
    {
        var meta = SchemaLibrary.Load().FindType("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta").ShouldNotBeNull();
        return await CustomStore.OpenAsync(
            storage, TypedKind.Of(typeof(Item), meta, TypedJson.Options), new CustomStorageOptions { Time = clock }, null, Token);
    }

    private static async Task<FeedReader> FollowAsync(FollowedStore store) => new(store, "", await store.CurrentRevisionAsync(Token));

    private static async Task<IReadOnlyList<StoreRecord>> RangeAsync(FollowedStore store) => (await store.RangeAsync(new RangeQuery(Prefix), Token)).Records;

    private static string Text(StoreEvent change) => Encoding.UTF8.GetString(change.Value.ShouldNotBeNull().Span);

    private sealed class CarelessStorage : ItemStorage
    {
        public override async ValueTask<string?> WriteAsync(ObjectWrite<Item> write, CancellationToken cancellationToken) =>
            await base.WriteAsync(write with { ExpectedVersion = (await GetAsync(write.Name, cancellationToken))?.Version }, cancellationToken);
    }
}
