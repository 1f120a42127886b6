using System.Runtime.CompilerServices;
using Outrigger.Storage.Contract;

namespace Outrigger.Storage.Cache;

/// <summary>
/// A watcher: a place in the event log of a resource. For one reader: drain <see cref="TryRead"/>, then wait. It costs the
/// writer nothing, and when it is too slow it falls out of the window and throws.
/// </summary>
public sealed class WatchCursor
{
    private readonly WatchStream stream;
    private readonly PublishedRevision published;
    private readonly SignalWaiter waiter = new();
    private readonly long openedAfter;
    private long sequence;
    private long revision;

    internal WatchCursor(WatchStream stream, PublishedRevision published, long afterRevision)
    {
        this.stream = stream;
        this.published = published;
        sequence = stream.Log.After(afterRevision);
        revision = openedAfter = afterRevision;
    }

    /// <summary>
    /// For a bookmark: everything up to this revision has been read. It moves on with every commit of the store, also of other
    /// resources.
    /// </summary>
    public long Revision
    {
        get
        {
            // In this order: what is published is in the log, unless the log has lost it.
            var upTo = published.Value;
            return stream.End != StreamEnd.Lost && sequence == stream.Log.End ? Math.Max(upTo, revision) : revision;
        }
    }

    /// <summary>
    /// Takes the next entries, as many as are at hand. Throws <see cref="RevisionCompactedException"/> when the cursor fell out
    /// of the window.
    /// </summary>
    public bool TryRead(out ReadOnlyMemory<WatchEntry> entries)
    {
        while (true)
        {
            entries = stream.Log.Read(sequence, revision);
            if (entries.IsEmpty)
            {
                return false;
            }

            sequence += entries.Length;
            while (!entries.IsEmpty && entries.Span[0].Revision <= openedAfter)
            {
                entries = entries[1..]; // opened at a revision that had not happened yet
            }

            if (!entries.IsEmpty)
            {
                revision = entries.Span[^1].Revision;
                return true;
            }
        }
    }

    /// <summary>
    /// Waits until <see cref="TryRead"/> may succeed; false when the watch has ended: the resource is closed or starts a new
    /// serving generation.
    /// </summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        if (stream.Log.End == sequence && stream.End == StreamEnd.None)
        {
            waiter.Arm();
            stream.Signal.Enlist(waiter);
            if (stream.Log.End != sequence || stream.End != StreamEnd.None)
            {
                waiter.Wake();
            }

            await waiter.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        if (stream.Log.End != sequence)
        {
            return true;
        }

        return stream.End switch
        {
            StreamEnd.None => true,
            StreamEnd.Finished => false,
            _ => throw new RevisionCompactedException(revision, published.Value),
        };
    }
}
