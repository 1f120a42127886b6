using Outrigger.Storage.Contract;

namespace Outrigger.Testing.Contracts;

/// <summary>Follows a feed and gives its events one by one, with a time limit.</summary>
public sealed class FeedReader : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly CancellationTokenSource stop = new();
    private readonly IAsyncEnumerator<IReadOnlyList<StoreEvent>> batches;

    /// <summary>Follows a prefix after a revision.</summary>
    public FeedReader(IStoreFeed store, string prefix, long after) =>
        batches = store.WatchAsync(prefix, after, stop.Token).GetAsyncEnumerator(stop.Token);

    /// <summary>Begins to read: a feed subscribes when its first batch is asked for.</summary>
    public async Task<IReadOnlyList<StoreEvent>> NextBatchAsync()
    {
        stop.CancelAfter(Patience);
        while (true)
        {
            if (!await batches.MoveNextAsync())
            {
                throw new ContractException("the feed has ended; a feed goes on until it is cancelled");
            }

            if (batches.Current.Where(e => !e.IsProgress).ToList() is { Count: > 0 } changes)
            {
                return changes;
            }
        }
    }

    /// <summary>Reads batches until there are as many events.</summary>
    public async Task<List<StoreEvent>> TakeAsync(int count)
    {
        var events = new List<StoreEvent>();
        while (events.Count < count)
        {
            events.AddRange(await NextBatchAsync());
        }

        return events;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await batches.DisposeAsync();
        stop.Dispose();
    }
}
