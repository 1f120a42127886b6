using Outrigger.Storage.Contract;

namespace Outrigger.Storage.Cache;

/// <summary>
/// The changes of one resource in revision order: append-only, bounded by time, count and bytes. One writer, any number of
/// readers without locks; a reader is a sequence number.
/// </summary>
internal sealed class EventLog(long revision, WatchCacheOptions options)
{
    private LogWindow window = new([], 0, revision);
    private long end;
    private long bytes;

    /// <summary>All events after this revision can be read.</summary>
    public long OldestRevision => Volatile.Read(ref window).OldestRevision;

    /// <summary>The sequence number that the next entry will get.</summary>
    public long End => Volatile.Read(ref end);

    /// <summary>Adds entries; readers see them all at once. Only for the writer.</summary>
    public void Append(IReadOnlyList<WatchEntry> entries)
    {
        var now = options.TimeProvider.GetTimestamp();
        for (var i = 0; i < entries.Count; i++)
        {
            var sequence = end + i;
            var current = window;
            if (current.Segments.Length == 0 || sequence == current.Segments[^1].FirstSequence + LogSegment.Capacity)
            {
                current = current with { Segments = [.. current.Segments, new LogSegment(sequence)] };
                Volatile.Write(ref window, current);
            }

            var tail = current.Segments[^1];
            var size = entries[i].Previous?.Length ?? 0;
            tail.Entries[sequence - tail.FirstSequence] = entries[i];
            tail.LastAdded = now;
            tail.Bytes += size;
            bytes += size;
        }

        Volatile.Write(ref end, end + entries.Count);
        Trim();
    }

    /// <summary>Drops the oldest segments that no bound asks to keep; the last one stays. Only for the writer.</summary>
    public void Trim()
    {
        var current = window;
        var drop = 0;
        while (drop < current.Segments.Length - 1 && MayDrop(current.Segments[drop]))
        {
            bytes -= current.Segments[drop].Bytes;
            drop++;
        }

        if (drop > 0)
        {
            var last = current.Segments[drop - 1].Entries[^1];
            Volatile.Write(
                ref window, new LogWindow(current.Segments[drop..], current.Segments[drop].FirstSequence, last.Revision));
        }
    }

    /// <summary>The sequence number of the first entry after a revision, or of the entry that will come next.</summary>
    public long After(long revision)
    {
        var last = End;
        var seen = Volatile.Read(ref window);
        if (revision < seen.OldestRevision)
        {
            throw new RevisionCompactedException(revision, seen.OldestRevision);
        }

        var low = seen.FirstSequence;
        var high = last;
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (At(seen, middle).Revision <= revision)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    /// <summary>
    /// The entries from a sequence number on, as many as lie together; empty at the end. Throws
    /// <see cref="RevisionCompactedException"/> for <paramref name="revision"/> when they were dropped.
    /// </summary>
    public ReadOnlyMemory<WatchEntry> Read(long sequence, long revision)
    {
        var last = End;
        if (sequence >= last)
        {
            return default;
        }

        // Read after the end: the window then covers everything before it that is still kept.
        var seen = Volatile.Read(ref window);
        if (sequence < seen.FirstSequence)
        {
            throw new RevisionCompactedException(revision, seen.OldestRevision);
        }

        var segment = seen.Segments[(sequence - seen.FirstSequence) / LogSegment.Capacity];
        var from = (int)(sequence - segment.FirstSequence);
        var to = (int)Math.Min(LogSegment.Capacity, last - segment.FirstSequence);
        return segment.Entries.AsMemory(from, to - from);
    }

    private static WatchEntry At(LogWindow seen, long sequence)
    {
        var offset = sequence - seen.FirstSequence;
        return seen.Segments[offset / LogSegment.Capacity].Entries[offset % LogSegment.Capacity];
    }

    private bool MayDrop(LogSegment segment)
    {
        var kept = end - segment.FirstSequence;
        return kept > options.MaxEvents
            || bytes > options.MaxEventBytes
            || options.TimeProvider.GetElapsedTime(segment.LastAdded) > options.Window;
    }
}
