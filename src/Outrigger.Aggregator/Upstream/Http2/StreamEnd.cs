namespace Outrigger.Aggregator.Upstream.Http2;

/// <summary>How a stream failed, which decides whether its request may be sent again.</summary>
internal enum StreamEnd
{
    /// <summary>It was reset, or its answer was refused.</summary>
    Failed,

    /// <summary>Its connection ended.</summary>
    ConnectionLost,

    /// <summary>The other server said that it did nothing about the request.</summary>
    NotProcessed,
}
