namespace Outrigger.Aggregator.Upstream;

/// <summary>At which point a request to another server failed.</summary>
internal enum UpstreamFailure
{
    /// <summary>The address may not be dialled (loopback, the server's own port).</summary>
    Refused,

    /// <summary>No connection: TCP or TLS failed. Nothing was sent.</summary>
    Connect,

    /// <summary>The request cannot be written without changing its meaning (a header value with a line feed). Nothing was sent.</summary>
    BadRequest,

    /// <summary>The connection broke before a byte of the answer.</summary>
    NoAnswer,

    /// <summary>The answer is not HTTP, or ended early.</summary>
    BadAnswer,

    /// <summary>The client's body could not be read.</summary>
    ClientBody,
}
