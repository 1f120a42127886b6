namespace Outrigger.Storage.Contract;

/// <summary>Writes of a store: compare and commit, all or nothing.</summary>
public interface IStoreWriter
{
    /// <summary>
    /// Commits all writes under one new revision, or none. It returns after the commit is durable and its events were handed
    /// to every feed. Throws <see cref="StoreUnavailableException"/> when the engine fails, and soon after the token is cancelled
    /// <see cref="OperationCanceledException"/>: then the commit may still be written, and its events come.
    /// </summary>
    ValueTask<CommitResult> CommitAsync(IReadOnlyList<StoreWrite> writes, CancellationToken cancellationToken);

    /// <summary>Forgets history before <paramref name="revision"/>; the state at that revision stays readable, and the events after it.</summary>
    ValueTask CompactAsync(long revision, CancellationToken cancellationToken);
}
