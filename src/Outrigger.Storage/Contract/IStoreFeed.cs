namespace Outrigger.Storage.Contract;

/// <summary>The changes of a store in revision order, none missing.</summary>
public interface IStoreFeed
{
    /// <summary>
    /// Every batch of events after <paramref name="afterRevision"/> under the prefix, for ever; a batch never splits a commit.
    /// Throws <see cref="RevisionCompactedException"/> when that history is gone, and <see cref="StoreUnavailableException"/> when it cannot be read. Whoever reads it may run on the thread that commits, and
    /// only applies to memory: it never waits for the store.
    /// </summary>
    IAsyncEnumerable<IReadOnlyList<StoreEvent>> WatchAsync(string prefix, long afterRevision, CancellationToken cancellationToken);
}
