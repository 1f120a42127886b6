namespace Outrigger.Aggregator.Upstream.Http2;

/// <summary>
/// The streams for which something came in one read: each is told once, when all that was read is handled, so that an answer that came
/// at once is seen at once. Used by the read loop alone.
/// </summary>
internal sealed class Wakes
{
    private readonly List<Http2Stream> streams = [];

    /// <summary>Something came for a stream.</summary>
    public void Add(Http2Stream stream)
    {
        // the frames of an answer follow each other; a stream that is told twice only looks twice
        if (streams.Count == 0 || streams[^1] != stream)
        {
            streams.Add(stream);
        }
    }

    /// <summary>Tells all, who go on on other threads.</summary>
    public void TellAll()
    {
        foreach (var stream in streams)
        {
            stream.Wake(inPlace: false);
        }

        streams.Clear();
    }

    /// <summary>Tells all but the last, which is left to the caller; null when there is none.</summary>
    public Http2Stream? TellOthers()
    {
        if (streams.Count == 0)
        {
            return null;
        }

        var last = streams[^1];
        streams.RemoveAt(streams.Count - 1);
        TellAll();
        return last;
    }
}
