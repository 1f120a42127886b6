namespace Outrigger.CustomMetrics.Dispatch;

/// <summary>A call of a provider took longer than it may.</summary>
internal sealed class ProviderSlowException : Exception;
