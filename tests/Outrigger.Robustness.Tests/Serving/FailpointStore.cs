using System.Runtime.CompilerServices;
using Outrigger.Storage.Contract;

namespace Outrigger.Robustness.Tests.Serving;

/// <summary>A store whose process dies at a step that was named: around one that has no such steps of its own.</summary>
internal sealed class FailpointStore(IStore inner, Failpoints failpoints) : IStore
{
    public ValueTask<RangePage> RangeAsync(RangeQuery query, CancellationToken cancellationToken) => inner.RangeAsync(query, cancellationToken);

    public ValueTask<long> CurrentRevisionAsync(CancellationToken cancellationToken) => inner.CurrentRevisionAsync(cancellationToken);

    public async ValueTask<CommitResult> CommitAsync(IReadOnlyList<StoreWrite> writes, CancellationToken cancellationToken)
    {
        failpoints.At("Commit");
        var result = await inner.CommitAsync(writes, cancellationToken);
        failpoints.At("Answer");
        return result;
    }

    public ValueTask CompactAsync(long revision, CancellationToken cancellationToken)
    {
        failpoints.At("Compact");
        return inner.CompactAsync(revision, cancellationToken);
    }

    public async IAsyncEnumerable<IReadOnlyList<StoreEvent>> WatchAsync(
        string prefix, long afterRevision, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var batch in inner.WatchAsync(prefix, afterRevision, cancellationToken))
        {
            failpoints.At("Publish");
            yield return batch;
        }
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
