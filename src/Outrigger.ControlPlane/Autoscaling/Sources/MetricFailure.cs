namespace Outrigger.ControlPlane.Autoscaling.Sources;

/// <summary>A metric from which no number of replicas follows. The message is that of the event.</summary>
internal sealed class MetricFailure(string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>Of the condition ScalingActive.</summary>
    public required string Reason { get; init; }

    /// <summary>The condition's message.</summary>
    public required string Condition { get; init; }

    /// <summary>Of the event.</summary>
    public required string EventReason { get; init; }

    /// <summary>With what was tried, for the summary of all metrics.</summary>
    public required string Error { get; init; }

    /// <summary>Whether the autoscaler asks for what nobody knows.</summary>
    public bool IsOfSpec => Reason is "InvalidMetricSourceType";

    /// <summary>A value that is not to be had.</summary>
    /// <param name="reason">Of condition and event: FailedGetResourceMetric.</param>
    /// <param name="message">Why.</param>
    /// <param name="tried">What stands before it in the summary; may be empty.</param>
    /// <param name="cause">Where it comes from.</param>
    public static MetricFailure Of(string reason, string message, string tried = "", Exception? cause = null) => new(message, cause)
    {
        Reason = reason,
        EventReason = reason,
        Condition = $"the HPA was unable to compute the replica count: {message}",
        Error = tried + message,
    };

    /// <summary>A target whose pods cannot be told from others.</summary>
    public static MetricFailure OfSelector(string eventReason, string reason, string message, string condition) => new(message)
    {
        Reason = reason,
        EventReason = eventReason,
        Condition = condition,
        Error = message,
    };
}
