using Outrigger.Storage.Contract;

namespace Outrigger.Storage.Cache;

/// <summary>
/// The one loop that follows the store: hands each event to its resource, publishes the whole batch, then wakes who waits. Runs
/// until it is stopped; a broken feed is opened again where it broke.
/// </summary>
internal sealed class FeedLoop(IStore store, PublishedRevision published, ResourceTable resources, PendingWrites pending, WatchCacheOptions options)
    : IDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    private readonly HashSet<ResourceCache> touched = [];
    private readonly List<PendingWrite> done = [];
    private readonly WakePacer pacer = new();

    /// <summary>Follows the feed; <paramref name="reload"/> reads every resource anew when history was lost.</summary>
    public async Task RunAsync(Action reload, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(cancellationToken).ConfigureAwait(false);
                StorageLog.FeedBroke(options.Logger, published.Value, RetryDelay, "it ended");
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (RevisionCompactedException)
            {
                StorageLog.HistoryLost(options.Logger, published.Value);
                await SkipAsync(reload, cancellationToken).ConfigureAwait(false);
                continue;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                StorageLog.FeedBroke(options.Logger, published.Value, RetryDelay, e.Message);
            }

            await Task.Delay(RetryDelay, options.TimeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose() => pacer.Dispose();

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        TakeBack();
        var feed = store.WatchAsync("", published.Value, cancellationToken).ConfigureAwait(false);
        await foreach (var batch in feed)
        {
            if (batch.Count > 0)
            {
                Apply(batch);
            }
        }
    }

    /// <summary>A batch that failed midway comes again, whole: nothing of it may be done twice, and what was published has yet to wake its watchers.</summary>
    private void TakeBack()
    {
        foreach (var cache in touched)
        {
            cache.Applier.TakeBack();
            cache.View.Wake(pacer);
        }

        touched.Clear();
    }

    private void Apply(IReadOnlyList<StoreEvent> batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            var change = batch[i];
            var write = pending.Take(change);
            var cache = resources.Find(change.Key);
            var item = cache?.Applier.Apply(change, write?.Draft);
            if (cache is not null)
            {
                touched.Add(cache);
            }

            if (write is not null)
            {
                write.Result = item;
                done.Add(write);
            }
        }

        touched.RemoveWhere(static cache => !cache.Applier.Publish());
        published.Publish(batch[^1].Revision);
        foreach (var cache in touched)
        {
            cache.View.Wake(pacer);
        }

        foreach (var write in done)
        {
            write.Complete();
        }

        touched.Clear();
        done.Clear();
    }

    /// <summary>Goes on at the newest revision, once it is known: shuts the gates first, so that nobody sees a state with a gap.</summary>
    private async Task SkipAsync(Action reload, CancellationToken cancellationToken)
    {
        UnloadAll();
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var newest = await store.CurrentRevisionAsync(cancellationToken).ConfigureAwait(false);

                // again: what began to load before this has not seen all up to the newest revision, and must not count
                UnloadAll();
                published.Publish(newest);
                reload();
                pending.CompleteAll();
                return;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                StorageLog.FeedBroke(options.Logger, published.Value, RetryDelay, e.Message);
            }

            await Task.Delay(RetryDelay, options.TimeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void UnloadAll()
    {
        foreach (var cache in resources.All)
        {
            cache.Applier.Unload();
        }
    }
}
