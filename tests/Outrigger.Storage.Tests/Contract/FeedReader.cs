using Outrigger.Storage.Contract;

namespace Outrigger.Storage.Tests.Contract;

/// <summary>Follows a feed and gives its events one by one, with a time limit.</summary>
internal sealed class FeedReader : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly CancellationTokenSource stop = new();
    private readonly IAsyncEnumerator<IReadOnlyList<StoreEvent>> batches;

    public FeedReader(IStoreFeed store, string prefix, long after) =>
        batches = store.WatchAsync(prefix, after, stop.Token).GetAsyncEnumerator(stop.Token);

    /// <summary>Begins to read: a feed subscribes when its first batch is asked for.</summary>
    public async Task<IReadOnlyList<StoreEvent>> NextBatchAsync()
    {
        stop.CancelAfter(Patience);
        while (true)
        {
            (await batches.MoveNextAsync()).ShouldBeTrue();
            if (batches.Current.Where(e => !e.IsProgress).ToList() is { Count: > 0 } changes)
            {
                return changes;
            }
        }
    }

    public async Task<List<StoreEvent>> TakeAsync(int count)
    {
        var events = new List<StoreEvent>();
        while (events.Count < count)
        {
            events.AddRange(await NextBatchAsync());
        }

        return events;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await batches.DisposeAsync();
        stop.Dispose();
    }
}
