using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Outrigger.CustomMetrics.Telemetry;

/// <summary>What is counted of the providers of one group.</summary>
internal sealed class ProviderMetrics : IDisposable
{
    // as many names of metrics as are shown with their owner, and as long ones; clients choose the names
    private const int MostOwners = 1000;
    private const int LongestName = 320;

    // the buckets of kubernetes-sigs/custom-metrics-apiserver
    private static readonly double[] AgeBuckets = [.. Enumerable.Range(0, 20).Select(i => Math.Round(Math.Pow(1.364, i), 4))];

    private readonly string group;
    private readonly Meter meter = new("Outrigger.CustomMetrics");
    private readonly Histogram<double> age;
    private readonly Histogram<double> seconds;
    private readonly Dictionary<string, string> owners = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    public ProviderMetrics(string group)
    {
        this.group = group;
        age = meter.CreateHistogram(
            "metrics_apiserver_metric_freshness_seconds",
            "s",
            "Age of the values that were given out.",
            tags: null,
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = AgeBuckets });
        seconds = meter.CreateHistogram<double>("outrigger_metrics_provider_call_duration_seconds", "s", "Duration of calls of providers, by result.");
        meter.CreateObservableGauge("outrigger_metrics_provider_owner_info", Owners, description: "1 for each metric that is known, with the provider that serves it.");
    }

    /// <summary>A provider serves a metric; said as often as one likes.</summary>
    public void Owned(string metric, string provider)
    {
        if (metric.Length > LongestName)
        {
            return;
        }

        lock (gate)
        {
            if (owners.Count < MostOwners || owners.ContainsKey(metric))
            {
                owners[metric] = provider;
            }
        }
    }

    /// <summary>A call has ended: <c>ok</c>, <c>refused</c>, <c>cancelled</c>, <c>failed</c>, <c>timeout</c> or <c>full</c>.</summary>
    public void Called(string provider, string result, TimeSpan took) =>
        seconds.Record(took.TotalSeconds, new TagList { { "group", group }, { "provider", provider }, { "result", result } });

    /// <summary>A value of this age was given out.</summary>
    public void GaveOut(TimeSpan old) => age.Record(Math.Max(0, old.TotalSeconds), new KeyValuePair<string, object?>("group", group));

    public void Dispose() => meter.Dispose();

    private Measurement<int>[] Owners()
    {
        lock (gate)
        {
            return [.. owners.Select(o => new Measurement<int>(1, new TagList { { "group", group }, { "metric", o.Key }, { "provider", o.Value } }))];
        }
    }
}
