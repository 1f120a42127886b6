using Outrigger.Storage.Contract;

namespace Outrigger.Storage.Cache;

/// <summary>Lets go of old events while nothing happens, and has the store forget old history. Two loops, ended by the token.</summary>
internal sealed class Housekeeper(IStore store, PublishedRevision published, ResourceTable resources, WatchCacheOptions options)
{
    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(TrimAsync(cancellationToken), CompactAsync(cancellationToken));

    private async Task TrimAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.Window / 5, options.TimeProvider);
        while (await NextAsync(timer, cancellationToken).ConfigureAwait(false))
        {
            foreach (var cache in resources.All)
            {
                cache.Trim();
            }

            published.Trim();
        }
    }

    private async Task CompactAsync(CancellationToken cancellationToken)
    {
        if (options.CompactionInterval <= TimeSpan.Zero)
        {
            return;
        }

        // What was newest one interval ago, so that at least one interval of history stays.
        var revision = published.Value;
        using var timer = new PeriodicTimer(options.CompactionInterval, options.TimeProvider);
        while (await NextAsync(timer, cancellationToken).ConfigureAwait(false))
        {
            try
            {
                await store.CompactAsync(revision, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (StoreUnavailableException e)
            {
                StorageLog.CompactionFailed(options.Logger, revision, e.Message);
            }
            catch (RevisionCompactedException)
            {
                // Another server of the same store was faster.
            }

            revision = published.Value;
        }
    }

    private static async ValueTask<bool> NextAsync(PeriodicTimer timer, CancellationToken cancellationToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
