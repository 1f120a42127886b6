using System.Runtime.CompilerServices;
using Outrigger.Storage.Contract;

namespace Outrigger.Storage.Tests.Cache;

/// <summary>A store that fails where a test asks it to.</summary>
public sealed class FaultyStore(IStore inner) : IStore
{
    private readonly Queue<Exception> feedFailures = new();
    private CancellationTokenSource breakFeed = new();

    /// <summary>Runs before a range is read.</summary>
    public Func<RangeQuery, Task>? BeforeRange { get; set; }

    /// <summary>Runs before the newest revision is read.</summary>
    public Func<Task>? BeforeNewest { get; set; }

    /// <summary>Runs before a compaction.</summary>
    public Func<Task>? BeforeCompaction { get; set; }

    /// <summary>Events of this key never reach the feed.</summary>
    public string? Dropped { get; set; }

    /// <summary>The next batch of the feed fails when this event of it is read.</summary>
    public int? FailsAt { get; set; }

    /// <summary>How many ranges were read.</summary>
    public int Ranges { get; private set; }

    /// <summary>Ends the open feed with an error; the next one works.</summary>
    public void FailFeed(Exception why)
    {
        feedFailures.Enqueue(why);
        var old = breakFeed;
        breakFeed = new CancellationTokenSource();
        old.Cancel();
    }

    public async ValueTask<RangePage> RangeAsync(RangeQuery query, CancellationToken cancellationToken)
    {
        if (BeforeRange is { } before)
        {
            await before(query);
        }

        Ranges++;
        return await inner.RangeAsync(query, cancellationToken);
    }

    public async ValueTask<long> CurrentRevisionAsync(CancellationToken cancellationToken)
    {
        if (BeforeNewest is { } before)
        {
            await before().WaitAsync(cancellationToken);
        }

        return await inner.CurrentRevisionAsync(cancellationToken);
    }

    public ValueTask<CommitResult> CommitAsync(IReadOnlyList<StoreWrite> writes, CancellationToken cancellationToken) =>
        inner.CommitAsync(writes, cancellationToken);

    public async ValueTask CompactAsync(long revision, CancellationToken cancellationToken)
    {
        if (BeforeCompaction is { } before)
        {
            await before().WaitAsync(cancellationToken);
        }

        await inner.CompactAsync(revision, cancellationToken);
    }

    public async IAsyncEnumerable<IReadOnlyList<StoreEvent>> WatchAsync(
        string prefix, long afterRevision, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, breakFeed.Token);
        await using var batches = inner.WatchAsync(prefix, afterRevision, either.Token).GetAsyncEnumerator(either.Token);
        while (true)
        {
            try
            {
                if (!await batches.MoveNextAsync())
                {
                    yield break;
                }
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw feedFailures.Dequeue();
            }

            if (FailsAt is { } place)
            {
                FailsAt = null;
                yield return new CutBatch(batches.Current, place);
            }

            yield return Dropped is null ? batches.Current : [.. batches.Current.Where(e => !string.Equals(e.Key, Dropped, StringComparison.Ordinal))];
        }
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
