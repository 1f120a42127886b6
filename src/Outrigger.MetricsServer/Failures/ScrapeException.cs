namespace Outrigger.MetricsServer.Failures;

/// <summary>A kubelet gave no figures; the message is for the operator.</summary>
internal sealed class ScrapeException(ScrapeFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    public ScrapeFailure Failure { get; } = failure;
}
