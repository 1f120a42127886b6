namespace Outrigger.Storage.Contract;

/// <summary>Reads of a store: consistent, at a revision.</summary>
public interface IStoreReader
{
    /// <summary>
    /// Reads a prefix. Throws <see cref="RevisionCompactedException"/> for a revision that is gone and
    /// <see cref="RevisionAheadException"/> for one that has not happened yet.
    /// </summary>
    ValueTask<RangePage> RangeAsync(RangeQuery query, CancellationToken cancellationToken);

    /// <summary>The newest revision whose commit was acknowledged: a linearizable read. A new store is at revision 1 unless it was told to begin later.</summary>
    ValueTask<long> CurrentRevisionAsync(CancellationToken cancellationToken);
}
