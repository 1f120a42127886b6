namespace Outrigger.Aggregator.Upstream;

/// <summary>Whether a request that was not answered may be sent once more.</summary>
internal enum Again
{
    /// <summary>No.</summary>
    No,

    /// <summary>Once, on another connection: a kept one was dead, and nothing is lost by repeating.</summary>
    OnAnother,

    /// <summary>The other server did not look at it.</summary>
    NotProcessed,
}
