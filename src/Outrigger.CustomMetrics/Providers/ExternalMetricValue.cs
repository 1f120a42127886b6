using Outrigger.ApiMachinery.Quantities;

namespace Outrigger.CustomMetrics.Providers;

/// <summary>The value of one series of a metric.</summary>
/// <param name="Labels">What tells the series from others; may be empty.</param>
/// <param name="Value">The value.</param>
public sealed record ExternalMetricValue(IReadOnlyDictionary<string, string> Labels, Quantity Value)
{
    /// <summary>When it was measured; null for now.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>The time before <see cref="Time"/> over which a rate was measured, in whole seconds; null for what is no rate.</summary>
    public TimeSpan? Window { get; init; }
}
