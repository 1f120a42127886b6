namespace Outrigger.CustomMetrics.Dispatch;

/// <summary>As many calls of a provider are under way as may be.</summary>
internal sealed class ProviderFullException : Exception;
