namespace Outrigger.Storage.Cache;

/// <summary>A fixed-size part of an event log; filled once, dropped whole.</summary>
internal sealed class LogSegment(long firstSequence)
{
    public const int Capacity = 256;

    public WatchEntry[] Entries { get; } = new WatchEntry[Capacity];

    /// <summary>The sequence number of the first entry.</summary>
    public long FirstSequence { get; } = firstSequence;

    /// <summary>Bytes of replaced objects that only these entries keep alive. Written by the log's writer alone.</summary>
    public long Bytes { get; set; }

    /// <summary>When the last entry was added (timestamp of the time provider). Written by the log's writer alone.</summary>
    public long LastAdded { get; set; }
}
