using System.Globalization;
using System.Runtime.CompilerServices;
using Outrigger.ApiMachinery.Errors;
using Outrigger.Registry.Operations;
using Outrigger.Storage.Cache;
using Outrigger.Storage.Contract;

namespace Outrigger.Registry.Watches;

/// <summary>A watch over the cache of a resource: the state first when it was asked for, then a cursor into the shared event log.</summary>
/// <param name="cursor">Where the changes come from.</param>
/// <param name="transition">What the watch sees of them.</param>
/// <param name="initial">What to send before them; null for nothing.</param>
/// <param name="bookmarks">Null when the client wants none.</param>
internal sealed class ResourceWatch(
    WatchCursor cursor, WatchTransition transition, InitialEvents? initial, BookmarkTimer? bookmarks) : IObjectWatch
{
    private InitialEvents? initial = initial;
    private ReadOnlyMemory<WatchEntry> entries;

    /// <inheritdoc/>
    public bool TryRead(out WatchItem item)
    {
        if (initial is not null)
        {
            if (initial.TryRead(out item))
            {
                return true;
            }

            initial = null;
        }

        while (!entries.IsEmpty || Fill())
        {
            var entry = entries.Span[0];
            entries = entries[1..];
            if (transition.TryGet(entry, out item))
            {
                return true;
            }
        }

        if (bookmarks is { IsDue: true })
        {
            bookmarks.Restart();
            item = new WatchItem(WatchItemType.Bookmark, null, cursor.Revision);
            return true;
        }

        item = default;
        return false;
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            var limit = bookmarks?.Limit(cancellationToken) ?? cancellationToken;
            return await cursor.WaitAsync(limit).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Time for a bookmark.
            return true;
        }
        catch (RevisionCompactedException e)
        {
            throw Expired(e);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        bookmarks?.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>410: the history after a revision is gone.</summary>
    public static StatusException Expired(RevisionCompactedException e) => ApiErrors.Expired(
        string.Create(CultureInfo.InvariantCulture, $"too old resource version: {e.Requested} ({e.Oldest})"));

    private bool Fill()
    {
        try
        {
            return cursor.TryRead(out entries);
        }
        catch (RevisionCompactedException e)
        {
            throw Expired(e);
        }
    }
}
