namespace Outrigger.Aggregator.Upstream;

/// <summary>A request to another server failed; the message is fit for the client.</summary>
internal sealed class UpstreamException(UpstreamFailure failure, string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>Decides what may be tried again.</summary>
    public UpstreamFailure Failure { get; } = failure;
}
