using System.Threading.Channels;
using Outrigger.Storage.Contract;

namespace Outrigger.Testing.Contracts;

/// <summary>Follows a feed from the moment it is made, and gives its events one by one, with a time limit of 30 s.</summary>
public sealed class FeedReader : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly CancellationTokenSource stop = new();
    private readonly Channel<List<StoreEvent>> batches = Channel.CreateUnbounded<List<StoreEvent>>();
    private readonly Task following;
    private List<StoreEvent> rest = [];

    /// <summary>Follows a prefix after a revision.</summary>
    public FeedReader(IStoreFeed store, string prefix, long after)
        : this(store, prefix, after, static _ => { })
    {
    }

    /// <summary>The same, and tells of each batch where the feed does, before it can be taken.</summary>
    internal FeedReader(IStoreFeed store, string prefix, long after, Action<List<StoreEvent>> told) => following = FollowAsync(store, prefix, after, told);

    /// <summary>The next batch, or what <see cref="TakeAsync"/> left of the last one. Throws what the feed ends with.</summary>
    public async Task<IReadOnlyList<StoreEvent>> NextBatchAsync()
    {
        if (rest is { Count: > 0 } left)
        {
            rest = [];
            return left;
        }

        using var limit = new CancellationTokenSource(Patience);
        return await batches.Reader.WaitToReadAsync(limit.Token) && batches.Reader.TryRead(out var next)
            ? next
            : throw new ContractException("the feed has ended; a feed goes on until it is cancelled");
    }

    /// <summary>Reads batches until there are as many events. What is left of the last batch is kept for the next call.</summary>
    public async Task<List<StoreEvent>> TakeAsync(int count)
    {
        var events = new List<StoreEvent>();
        while (events.Count < count)
        {
            events.AddRange(await NextBatchAsync());
        }

        rest = events[count..];
        return events[..count];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await following;
        stop.Dispose();
    }

    private async Task FollowAsync(IStoreFeed store, string prefix, long after, Action<List<StoreEvent>> told)
    {
        try
        {
            await foreach (var batch in store.WatchAsync(prefix, after, stop.Token))
            {
                if (batch.Where(e => !e.IsProgress).ToList() is { Count: > 0 } changes)
                {
                    told(changes);
                    batches.Writer.TryWrite(changes);
                }
            }

            batches.Writer.TryComplete();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            batches.Writer.TryComplete(e);
        }
    }
}
