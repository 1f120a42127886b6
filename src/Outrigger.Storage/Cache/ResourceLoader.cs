using Outrigger.Storage.Contract;

namespace Outrigger.Storage.Cache;

/// <summary>Reads a resource from the store when it is opened, in pages of one revision, until it succeeds.</summary>
internal sealed class ResourceLoader(IStoreReader store, WatchCacheOptions options)
{
    private const int PageSize = 10_000;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    public async Task LoadAsync(ResourceCache cache, CancellationToken cancellationToken)
    {
        var prefix = cache.View.Prefix;
        while (true)
        {
            try
            {
                var begun = cache.Applier.Epoch;
                var (records, revision) = await ReadAsync(prefix, cancellationToken).ConfigureAwait(false);
                cache.Applier.Load(records, revision, begun);
                return;
            }
            catch (Exception e) when (e is StoreUnavailableException or RevisionCompactedException)
            {
                StorageLog.LoadFailed(options.Logger, prefix, RetryDelay, e.Message);
                await Task.Delay(RetryDelay, options.TimeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<(List<StoreRecord> Records, long Revision)> ReadAsync(string prefix, CancellationToken cancellationToken)
    {
        var page = await store.RangeAsync(new RangeQuery(prefix, Limit: PageSize), cancellationToken).ConfigureAwait(false);
        var records = new List<StoreRecord>(page.Records);
        while (page.More)
        {
            var next = new RangeQuery(prefix, records[^1].Key, PageSize, page.Revision);
            page = await store.RangeAsync(next, cancellationToken).ConfigureAwait(false);
            records.AddRange(page.Records);
        }

        return (records, page.Revision);
    }
}
