namespace Outrigger.Aggregator.Upstream;

/// <summary>How the end of an answer's body is known.</summary>
internal enum BodyFraming
{
    /// <summary>There is no body.</summary>
    None,

    /// <summary>Content-Length.</summary>
    Length,

    /// <summary>Transfer-Encoding: chunked.</summary>
    Chunked,

    /// <summary>The connection ends.</summary>
    UntilClose,
}
