using Outrigger.Aggregator.Upstream.Hpack;

namespace Outrigger.Aggregator.Upstream.Http2;

/// <summary>The open streams of a connection, and how many more there may be.</summary>
internal sealed class StreamTable
{
    // long before the numbers end
    private const int LastId = int.MaxValue / 2;

    private readonly Lock gate = new();
    private readonly Dictionary<int, Http2Stream> streams = [];
    private uint told = uint.MaxValue;
    private uint limit = uint.MaxValue;
    private uint reserved;
    private int nextId = 1;
    private bool isRetired;
    private bool isOver;

    /// <summary>Whether it takes no more streams and has none, so that its connection can end.</summary>
    public bool IsDone
    {
        get
        {
            lock (gate)
            {
                return reserved == 0 && (isRetired || isOver);
            }
        }
    }

    /// <summary>Whether there is no stream.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (gate)
            {
                return reserved == 0;
            }
        }
    }

    /// <summary>Keeps a place for a stream; false when there is none.</summary>
    public bool TryReserve()
    {
        lock (gate)
        {
            if (isRetired || isOver || reserved >= limit || nextId > LastId)
            {
                return false;
            }

            reserved++;
            return true;
        }
    }

    /// <summary>Gives a place back that no stream took.</summary>
    public void Release()
    {
        lock (gate)
        {
            reserved--;
        }
    }

    /// <summary>
    /// Gives a number to a stream that has a place, and sends its head: heads must go out in the order of their numbers. False when the
    /// other side takes none any more.
    /// </summary>
    public bool TryOpen(Http2Stream stream, HpackWriter head, Action<Http2Stream, HpackWriter> send)
    {
        lock (gate)
        {
            if (isOver)
            {
                reserved--;
                return false;
            }

            stream.Id = nextId;
            nextId += 2;
            streams.Add(stream.Id, stream);
            send(stream, head);
            return true;
        }
    }

    /// <summary>The stream of a number; null for one that is closed. One that was never opened ends the connection.</summary>
    public Http2Stream? Find(int id)
    {
        lock (gate)
        {
            if (id >= nextId || id % 2 == 0)
            {
                throw new Http2Exception(Http2Error.Protocol, "a frame for a stream that was not opened");
            }

            return streams.GetValueOrDefault(id);
        }
    }

    /// <summary>Notes what a stream has seen; true when that closed it.</summary>
    public bool Note(Http2Stream stream, bool isSent = false, bool isAnswered = false)
    {
        lock (gate)
        {
            stream.IsSent |= isSent;
            stream.IsAnswered |= isAnswered;
            return stream is { IsSent: true, IsAnswered: true } && Take(stream.Id);
        }
    }

    /// <summary>Closes a stream; false when it was closed.</summary>
    public bool Remove(Http2Stream stream)
    {
        lock (gate)
        {
            return Take(stream.Id);
        }
    }

    /// <summary>Closes the streams above a number and takes no more.</summary>
    public IReadOnlyList<Http2Stream> EndAbove(int last)
    {
        lock (gate)
        {
            isOver = true;
            var gone = streams.Values.Where(stream => stream.Id > last).ToList();
            gone.ForEach(stream => Take(stream.Id));
            return gone;
        }
    }

    /// <summary>How many streams the other side takes at once.</summary>
    public void Limit(uint most)
    {
        lock (gate)
        {
            (told, limit) = (most, most);
        }
    }

    /// <summary>The other side took fewer than it said: no more than now, until some end; none at all when there are none.</summary>
    public void Refused()
    {
        lock (gate)
        {
            limit = reserved;
            isRetired |= reserved == 0;
        }
    }

    /// <summary>Takes no more streams; those that have a place go on.</summary>
    public void Retire()
    {
        lock (gate)
        {
            isRetired = true;
        }
    }

    private bool Take(int id)
    {
        if (!streams.Remove(id))
        {
            return false;
        }

        reserved--;
        if (limit < told)
        {
            limit++;
        }

        return true;
    }
}
