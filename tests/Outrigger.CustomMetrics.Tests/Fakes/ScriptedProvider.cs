using Outrigger.ApiMachinery.Quantities;
using Outrigger.ApiMachinery.Selectors;
using Outrigger.CustomMetrics.Providers;

namespace Outrigger.CustomMetrics.Tests.Fakes;

/// <summary>A provider that does as it is told; without that, it has a value for the object "orders" and for no other.</summary>
internal sealed class ScriptedProvider : ICustomMetricsProvider, IExternalMetricsProvider
{
    public static readonly DateTimeOffset Measured = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    public Func<CustomMetric, string, CancellationToken, ValueTask<CustomMetricValue?>> OnGet { get; init; } =
        (_, name, _) => new(name == "orders" ? new CustomMetricValue(name, Quantity.Parse("1500m")) { Time = Measured } : null);

    public Func<CustomMetric, LabelSelector, CancellationToken, ValueTask<IReadOnlyList<CustomMetricValue>>> OnList { get; init; } =
        (_, _, _) => new([]);

    public Func<ExternalMetric, CancellationToken, ValueTask<IReadOnlyList<ExternalMetricValue>>> OnExternal { get; init; } =
        (_, _) => new([]);

    public ValueTask<CustomMetricValue?> GetAsync(CustomMetric metric, string objectName, CancellationToken cancellationToken) =>
        OnGet(metric, objectName, cancellationToken);

    public ValueTask<IReadOnlyList<CustomMetricValue>> ListAsync(CustomMetric metric, LabelSelector objects, CancellationToken cancellationToken) =>
        OnList(metric, objects, cancellationToken);

    public ValueTask<IReadOnlyList<ExternalMetricValue>> ListAsync(ExternalMetric metric, CancellationToken cancellationToken) =>
        OnExternal(metric, cancellationToken);
}
