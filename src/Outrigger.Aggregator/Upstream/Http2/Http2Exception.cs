namespace Outrigger.Aggregator.Upstream.Http2;

/// <summary>The other side broke a rule of HTTP/2 that the whole connection depends on.</summary>
internal sealed class Http2Exception(Http2Error code, string message) : Exception(message)
{
    /// <summary>What the other side is told.</summary>
    public Http2Error Code { get; } = code;
}
