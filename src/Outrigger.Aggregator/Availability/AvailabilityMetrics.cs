using System.Diagnostics.Metrics;
using Outrigger.Aggregator.Routing;

namespace Outrigger.Aggregator.Availability;

/// <summary>Which APIServices are not available, and how often one went; the names are kube-aggregator's.</summary>
internal sealed class AvailabilityMetrics : IDisposable
{
    private readonly Meter meter = new("Outrigger.Aggregator");
    private readonly Counter<long> losses;

    public AvailabilityMetrics(ClusterState state)
    {
        losses = meter.CreateCounter<long>(
            "aggregator_unavailable_apiservice_total", description: "How often an APIService that was available went, by reason.");
        meter.CreateObservableGauge(
            "aggregator_unavailable_apiservice", () => Read(state), description: "1 for an APIService that is not available, 0 for one that is.");
    }

    /// <summary>An APIService that was available is not.</summary>
    public void BecameUnavailable(string name, string reason) =>
        losses.Add(1, new KeyValuePair<string, object?>("name", name), new KeyValuePair<string, object?>("reason", reason));

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();

    private static IEnumerable<Measurement<int>> Read(ClusterState state) =>
        state.ApiServices.Values.Where(a => a.Condition is not null)
            .Select(a => new Measurement<int>(a.IsAvailable ? 0 : 1, new KeyValuePair<string, object?>("name", a.Name)));
}
