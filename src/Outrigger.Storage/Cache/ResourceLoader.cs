using Outrigger.Storage.Contract;
using Outrigger.Storage.Objects;

namespace Outrigger.Storage.Cache;

/// <summary>Reads a resource from the store when it is opened, in pages of one revision, until it succeeds.</summary>
internal sealed class ResourceLoader(IStoreReader store, WatchCacheOptions options)
{
    private const int PageSize = 5_000;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    public async Task LoadAsync(ResourceCache cache, CancellationToken cancellationToken)
    {
        var prefix = cache.View.Prefix;
        while (true)
        {
            try
            {
                var begun = cache.Applier.Epoch;
                var objects = new List<StoredObject>();
                var revision = await ReadAsync(prefix, page => cache.Applier.Read(page, objects), cancellationToken).ConfigureAwait(false);
                cache.Applier.Load(objects, revision, begun);
                return;
            }
            catch (Exception e) when (e is StoreUnavailableException or RevisionCompactedException)
            {
                StorageLog.LoadFailed(options.Logger, prefix, RetryDelay, e.Message);
                await Task.Delay(RetryDelay, options.TimeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // the store reads the next page while this one is taken apart: two cores, and no more than two pages in memory
    private async Task<long> ReadAsync(string prefix, Action<IReadOnlyList<StoreRecord>> take, CancellationToken cancellationToken)
    {
        var page = await store.RangeAsync(new RangeQuery(prefix, Limit: PageSize), cancellationToken).ConfigureAwait(false);
        while (page.More)
        {
            var next = store.RangeAsync(new RangeQuery(prefix, page.Records[^1].Key, PageSize, page.Revision), cancellationToken).AsTask();
            take(page.Records);
            page = await next.ConfigureAwait(false);
        }

        take(page.Records);
        return page.Revision;
    }
}
