using Outrigger.ApiMachinery.Errors;
using Outrigger.Registry.Operations;
using Outrigger.Storage.Cache;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Objects;

namespace Outrigger.Registry.Watches;

/// <summary>
/// A watch of a version that another server converts to: as <see cref="ResourceWatch"/>, but events are converted in batches while the
/// reader waits. A conversion that fails ends the watch with its error.
/// </summary>
/// <param name="cursor">Where the changes come from.</param>
/// <param name="events">Converts them.</param>
/// <param name="state">What to send before them, as it is stored.</param>
/// <param name="stateEnd">The revision of the bookmark that ends the state; null for none.</param>
/// <param name="bookmarks">Null when the client wants none.</param>
internal sealed class ConvertingWatch(
    WatchCursor cursor, ConvertedEvents events, IEnumerable<StoredObject> state, long? stateEnd, BookmarkTimer? bookmarks) : IObjectWatch
{
    private const int Batch = 250;
    private readonly IEnumerator<StoredObject[]> batches = state.Chunk(Batch).GetEnumerator();
    private readonly Queue<WatchItem> ready = new();
    private ReadOnlyMemory<WatchEntry> entries;
    private bool isInitial = true;
    private StatusException? failure;

    /// <inheritdoc/>
    public bool TryRead(out WatchItem item)
    {
        if (ready.TryDequeue(out item))
        {
            return true;
        }

        if (failure is not null)
        {
            throw failure;
        }

        if (!isInitial && entries.IsEmpty && bookmarks is { IsDue: true })
        {
            bookmarks.Restart();
            item = new WatchItem(WatchItemType.Bookmark, null, cursor.Revision);
            return true;
        }

        return false;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (ready.Count == 0)
            {
                if (await FillAsync(cancellationToken).ConfigureAwait(false))
                {
                    continue;
                }

                var limit = bookmarks?.Limit(cancellationToken) ?? cancellationToken;
                if (!await cursor.WaitAsync(limit).ConfigureAwait(false))
                {
                    return false;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Time for a bookmark.
        }
        catch (RevisionCompactedException e)
        {
            failure = ResourceWatch.Expired(e);
        }
        catch (StatusException e)
        {
            failure = e;
        }

        return true;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        batches.Dispose();
        bookmarks?.Dispose();
        return ValueTask.CompletedTask;
    }

    // False when there is nothing at hand.
    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (isInitial)
        {
            if (batches.MoveNext())
            {
                await events.AddStateAsync(batches.Current, ready, cancellationToken).ConfigureAwait(false);
                return true;
            }

            isInitial = false;
            if (stateEnd is { } revision)
            {
                ready.Enqueue(new WatchItem(WatchItemType.InitialEventsEnd, null, revision));
            }

            return true;
        }

        if (entries.IsEmpty && !cursor.TryRead(out entries))
        {
            return false;
        }

        var some = entries[..Math.Min(Batch, entries.Length)];
        await events.AddChangesAsync(some, ready, cancellationToken).ConfigureAwait(false);
        entries = entries[some.Length..];
        return true;
    }
}
