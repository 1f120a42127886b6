using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Outrigger.Storage.Contract;

namespace Outrigger.Robustness.Tests.Serving;

/// <summary>A store with a fault of its own, around one without.</summary>
internal sealed class BrokenStore(IStore inner, Breakage breakage, Failpoints failpoints) : IStore
{
    private const int Often = 40;
    private readonly Channel<IReadOnlyList<StoreEvent>> feed = Channel.CreateUnbounded<IReadOnlyList<StoreEvent>>();
    private readonly SemaphoreSlim turn = new(1);
    private StoreEvent? earlier;
    private int events;

    public ValueTask<RangePage> RangeAsync(RangeQuery query, CancellationToken cancellationToken) => inner.RangeAsync(query, cancellationToken);

    public ValueTask<long> CurrentRevisionAsync(CancellationToken cancellationToken) => inner.CurrentRevisionAsync(cancellationToken);

    public ValueTask CompactAsync(long revision, CancellationToken cancellationToken) => inner.CompactAsync(revision, cancellationToken);

    public async ValueTask<CommitResult> CommitAsync(IReadOnlyList<StoreWrite> writes, CancellationToken cancellationToken)
    {
        if (breakage != Breakage.PublishBeforeCommit)
        {
            return await inner.CommitAsync(writes, cancellationToken);
        }

        await turn.WaitAsync(cancellationToken);
        try
        {
            if (await WillSucceedAsync(writes, cancellationToken))
            {
                var next = await inner.CurrentRevisionAsync(cancellationToken) + 1;
                feed.Writer.TryWrite([.. writes.Select(w => new StoreEvent(w.Key, w.Value, next))]);
                await failpoints.ToldAsync(next, cancellationToken);
            }

            return await inner.CommitAsync(writes, cancellationToken);
        }
        finally
        {
            turn.Release();
        }
    }

    public async IAsyncEnumerable<IReadOnlyList<StoreEvent>> WatchAsync(
        string prefix, long afterRevision, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        _ = PumpAsync(prefix, afterRevision, cancellationToken);
        var last = afterRevision;
        await foreach (var batch in feed.Reader.ReadAllAsync(cancellationToken))
        {
            if (batch.Count > 0 && (breakage != Breakage.PublishBeforeCommit || batch[0].Revision > last))
            {
                last = batch[^1].Revision;
                yield return batch;
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        turn.Dispose();
        return inner.DisposeAsync();
    }

    private async Task<bool> WillSucceedAsync(IReadOnlyList<StoreWrite> writes, CancellationToken cancellationToken)
    {
        foreach (var write in writes)
        {
            var found = (await inner.RangeAsync(new RangeQuery(write.Key), cancellationToken)).Records;
            if (write.ExpectedRevision != (found.Count == 0 ? 0 : found[0].ModRevision))
            {
                return false;
            }
        }

        return true;
    }

    private async Task PumpAsync(string prefix, long afterRevision, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var batch in inner.WatchAsync(prefix, afterRevision, cancellationToken))
            {
                feed.Writer.TryWrite(breakage == Breakage.PublishBeforeCommit ? batch : [.. batch.SelectMany(Spoil)]);
            }
        }
        catch (OperationCanceledException)
        {
            // the end of the feed
        }
    }

    // The cache takes no batch that is not newer than the last one: what shares a revision has to come in the same batch.
    private IEnumerable<StoreEvent> Spoil(StoreEvent change)
    {
        var before = earlier;
        earlier = change.Value is null || IsPair(change) ? earlier : change;
        if (++events % Often != 0)
        {
            return [change];
        }

        return breakage == Breakage.DropEvent
            ? [change with { Key = "dropped/events/x" }]
            : before is { } other && !string.Equals(other.Key, change.Key, StringComparison.Ordinal)
                ? [other with { Revision = change.Revision }, change]
                : [change];
    }

    // two of them may share a revision
    private static bool IsPair(StoreEvent change) => change.Key.Contains("/pair-", StringComparison.Ordinal);
}
