using Outrigger.Storage.Contract;

namespace Outrigger.Storage.Archives;

/// <summary>Writes all objects of a store, as they are at one revision, into an archive that any other store can take over.</summary>
public static class StoreExport
{
    private const int PageSize = 500;

    /// <summary>
    /// Reads the state of now while the store goes on. Throws <see cref="StoreUnavailableException"/>, also when the store forgot that
    /// state before all was read.
    /// </summary>
    /// <param name="store">What is exported.</param>
    /// <param name="expiries">When its records end by themselves.</param>
    /// <param name="target">The archive; it is whole only when this returns.</param>
    /// <param name="time">For the note of when it was made.</param>
    /// <param name="progress">Told the objects so far.</param>
    /// <param name="cancellationToken">Leaves a torn archive behind.</param>
    public static async Task<ArchiveSummary> RunAsync(
        IStoreReader store, IStoreExpiries expiries, Stream target, TimeProvider time, Action<long>? progress, CancellationToken cancellationToken)
    {
        using var archive = new ArchiveWriter(target);
        var revision = await store.CurrentRevisionAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var ends = await expiries.ReadExpiriesAsync(revision, cancellationToken).ConfigureAwait(false);
            await archive.BeginAsync(new ArchiveHeader(revision, time.GetUtcNow()), cancellationToken).ConfigureAwait(false);
            var objects = 0L;
            for (string? after = null; ;)
            {
                var page = await store.RangeAsync(new RangeQuery("", after, PageSize, revision), cancellationToken).ConfigureAwait(false);
                foreach (var record in page.Records)
                {
                    DateTimeOffset? end = ends.TryGetValue(record.Key, out var at) ? at : null;
                    await archive.AddAsync(new ArchiveRecord(record.Key, record.ModRevision, record.Value, end), cancellationToken).ConfigureAwait(false);
                }

                progress?.Invoke(objects += page.Records.Count);
                if (!page.More)
                {
                    return await archive.EndAsync(cancellationToken).ConfigureAwait(false);
                }

                after = page.Records[^1].Key;
            }
        }
        catch (RevisionCompactedException e)
        {
            throw new StoreUnavailableException("the store forgot the state that was being exported before all of it was read: try again", outcomeUnknown: false, e);
        }
    }
}
