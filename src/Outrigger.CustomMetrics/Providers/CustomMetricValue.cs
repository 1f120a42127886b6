using Outrigger.ApiMachinery.Quantities;

namespace Outrigger.CustomMetrics.Providers;

/// <summary>The value of a metric for one object.</summary>
/// <param name="ObjectName">The object's name; resource and namespace are those that were asked for.</param>
/// <param name="Value">The value.</param>
public sealed record CustomMetricValue(string ObjectName, Quantity Value)
{
    /// <summary>When it was measured; null for now.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>The time before <see cref="Time"/> over which a rate was measured, in whole seconds; null for what is no rate.</summary>
    public TimeSpan? Window { get; init; }
}
