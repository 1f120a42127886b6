namespace Outrigger.Aggregator.Upstream.Http2;

/// <summary>The flags of frames; what a bit means depends on the type.</summary>
[Flags]
internal enum FrameFlags : byte
{
    None = 0,

    /// <summary>DATA, HEADERS: nothing follows on the stream.</summary>
    EndStream = 0x1,

    /// <summary>SETTINGS, PING: an answer.</summary>
    Ack = 0x1,

    /// <summary>HEADERS, CONTINUATION: the header block ends.</summary>
    EndHeaders = 0x4,

    /// <summary>DATA, HEADERS: padded.</summary>
    Padded = 0x8,

    /// <summary>HEADERS: begins with a priority.</summary>
    Priority = 0x20,
}
