namespace Outrigger.Aggregator.Upstream.Http2;

/// <summary>Why a stream or a connection ends (RFC 9113, 7).</summary>
internal enum Http2Error : uint
{
    None = 0,
    Protocol = 1,
    Internal = 2,
    FlowControl = 3,
    StreamClosed = 5,
    FrameSize = 6,
    RefusedStream = 7,
    Cancel = 8,
    Compression = 9,
    EnhanceYourCalm = 11,
    Http11Required = 13,
}
