using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Identity;
using Outrigger.Registry.Building;
using Outrigger.Registry.Operations;
using Outrigger.Storage.Cache;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Memory;
using Outrigger.TestKit;
using Shouldly;

namespace Outrigger.Registry.Tests;

/// <summary>A resource that cannot be read from the store.</summary>
public sealed class LoadingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("get")]
    [InlineData("list")]
    [InlineData("watch")]
    public async Task Read_OfWhatIsNotLoaded_IsToldToComeAgain(string verb)
    {
        var time = new FakeTimeProvider();
        await using var store = new UnreadableStore(new MemoryStore(time));
        await using var cache = await WatchCache.StartAsync(store, new WatchCacheOptions { TimeProvider = time }, Token);
        var objects = new ResourceBuilder(cache).Build(TestKinds.ConfigMaps with { Time = time }).Store;
        var context = new OperationContext
        {
            User = UserInfo.Anonymous, Resource = objects.Model.StorageKind.Resource, Namespace = "default", Name = verb == "get" ? "a" : "", Now = time.GetUtcNow(),
        };
        Task reading = verb switch
        {
            "get" => objects.GetAsync(context, "", Token).AsTask(),
            "list" => objects.ListAsync(context, new ListQuery(), Token).AsTask(),
            _ => objects.WatchAsync(context, new WatchQuery(), Token).AsTask(),
        };

        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return reading.IsCompleted;
            },
            "the answer");

        var status = (await reading.ShouldThrowAsync<StatusException>()).Status;
        (status.Code, status.Details!.RetryAfterSeconds, status.Message).ShouldBe((429, 1, "storage is (re)initializing"));
    }

    private sealed class UnreadableStore(IStore inner) : IStore
    {
        public ValueTask<RangePage> RangeAsync(RangeQuery query, CancellationToken cancellationToken) =>
            throw new StoreUnavailableException("it cannot be read", outcomeUnknown: false);

        public ValueTask<long> CurrentRevisionAsync(CancellationToken cancellationToken) => inner.CurrentRevisionAsync(cancellationToken);

        public ValueTask<CommitResult> CommitAsync(IReadOnlyList<StoreWrite> writes, CancellationToken cancellationToken) =>
            inner.CommitAsync(writes, cancellationToken);

        public ValueTask CompactAsync(long revision, CancellationToken cancellationToken) => inner.CompactAsync(revision, cancellationToken);

        public IAsyncEnumerable<IReadOnlyList<StoreEvent>> WatchAsync(string prefix, long afterRevision, CancellationToken cancellationToken) =>
            inner.WatchAsync(prefix, afterRevision, cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
