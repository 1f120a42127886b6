using System.Threading.Channels;
using Outrigger.Storage.Contract;

namespace Outrigger.Storage.Feeds;

/// <summary>
/// One reader of a hub. Unbounded: a feed misses nothing, and its reader (a cache) only applies to memory. That is why a reader that
/// waits goes on at once, on the thread that publishes: what was offered is applied when <see cref="Offer"/> returns, without a hop.
/// </summary>
internal sealed class Feed(string prefix, long afterRevision)
{
    private readonly Channel<IReadOnlyList<StoreEvent>> batches = Channel.CreateUnbounded<IReadOnlyList<StoreEvent>>(
        new UnboundedChannelOptions { SingleReader = true, SingleWriter = true, AllowSynchronousContinuations = true });

    private int waiting;

    /// <summary>How many batches its reader has not taken yet.</summary>
    public int Waiting => Volatile.Read(ref waiting);

    public void Offer(IReadOnlyList<StoreEvent> batch)
    {
        if (Select(batch) is { Count: > 0 } selected)
        {
            Interlocked.Increment(ref waiting);
            batches.Writer.TryWrite(selected);
        }
    }

    /// <summary>The reader took a batch.</summary>
    public void Taken() => Interlocked.Decrement(ref waiting);

    public void Complete(Exception? cause = null) => batches.Writer.TryComplete(cause);

    public IAsyncEnumerable<IReadOnlyList<StoreEvent>> ReadAsync(CancellationToken cancellationToken) =>
        batches.Reader.ReadAllAsync(cancellationToken);

    private IReadOnlyList<StoreEvent> Select(IReadOnlyList<StoreEvent> batch)
    {
        if (batch.Count == 0 || (prefix.Length == 0 && batch[0].Revision > afterRevision))
        {
            return batch;
        }

        return [.. batch.Where(e => e.Revision > afterRevision && StoreKeys.Covers(prefix, e.Key))];
    }
}
