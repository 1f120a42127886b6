using System.Diagnostics.Metrics;
using Outrigger.MetricsServer.Failures;

namespace Outrigger.MetricsServer.Telemetry;

/// <summary>The figures of the metrics server itself, under the names of kubernetes-sigs/metrics-server.</summary>
internal sealed class MetricsServerMetrics : IDisposable
{
    /// <summary>The label of a node's own series.</summary>
    public const string NodeLabel = "node";

    private const string MeterName = "Outrigger.MetricsServer";

    // Prometheus' usual buckets
    private static readonly double[] UsualBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly Meter meter = new(MeterName);
    private readonly Histogram<double> requestSeconds;
    private readonly Counter<long> requests;
    private readonly Histogram<double> tickSeconds;
    private readonly Histogram<double> freshness;

    /// <summary>Makes the instruments.</summary>
    /// <param name="resolution">The time between two scrapes.</param>
    public MetricsServerMetrics(TimeSpan resolution)
    {
        requestSeconds = Histogram("metrics_server_kubelet_request_duration_seconds", "Duration of requests to kubelets.", UsualBuckets);
        requests = meter.CreateCounter<long>("metrics_server_kubelet_request_total", description: "Requests to kubelets, by success.");
        tickSeconds = Histogram(
            "metrics_server_manager_tick_duration_seconds", "Time from the first to the last scrape of a round over all nodes.", TickBuckets(resolution));
        freshness = Histogram(
            "metrics_server_api_metric_freshness_seconds", "Age of the figures that were given out.", [.. Enumerable.Range(0, 20).Select(i => Math.Round(Math.Pow(1.364, i), 4))]);
    }

    /// <summary>Shows what others count, each time the page is made.</summary>
    /// <param name="points">How many nodes and containers have figures.</param>
    /// <param name="lastRequests">When each node was last scraped, in seconds since 1970.</param>
    /// <param name="failing">The nodes without figures, and why.</param>
    public void Observe(
        Func<(int Nodes, int Containers)> points,
        Func<IEnumerable<(string Node, double Time)>> lastRequests,
        Func<IEnumerable<(string Node, ScrapeFailure Why)>> failing)
    {
        meter.CreateObservableGauge(
            "metrics_server_storage_points",
            () => Points(points()),
            description: "Nodes and containers that have figures.");
        meter.CreateObservableGauge(
            "metrics_server_kubelet_last_request_time_seconds",
            () => lastRequests().Select(r => new Measurement<double>(r.Time, Node(r.Node))),
            description: "When a node was last scraped, in seconds since 1970.");
        meter.CreateObservableGauge(
            "metrics_server_kubelet_failing",
            () => failing().Select(f => new Measurement<int>(1, Node(f.Node), new KeyValuePair<string, object?>("reason", f.Why.ToString()))),
            description: "1 for each node whose last scrape gave no figures.");
    }

    /// <summary>A request to a kubelet has ended.</summary>
    public void Scraped(string node, TimeSpan took, bool success)
    {
        requestSeconds.Record(took.TotalSeconds, Node(node));
        requests.Add(1, new KeyValuePair<string, object?>("success", success ? "true" : "false"));
    }

    /// <summary>The last scrape of a round has ended.</summary>
    public void RoundEnded(TimeSpan took) => tickSeconds.Record(took.TotalSeconds);

    /// <summary>A figure of this age was given out.</summary>
    public void GaveOut(TimeSpan age) => freshness.Record(age.TotalSeconds);

    public void Dispose() => meter.Dispose();

    // The usual ones, and some around the resolution, which is where trouble begins.
    internal static double[] TickBuckets(TimeSpan resolution)
    {
        var seconds = resolution.TotalSeconds;
        double[] own = seconds > UsualBuckets[^1]
            ? [UsualBuckets[^1] + ((seconds - UsualBuckets[^1]) / 2), seconds, seconds * 1.5, seconds * 2]
            : [seconds];
        return [.. UsualBuckets.Concat(own).Distinct().Order()];
    }

    private static KeyValuePair<string, object?> Node(string name) => new(NodeLabel, name);

    private static Measurement<int>[] Points((int Nodes, int Containers) points) =>
    [
        new(points.Nodes, new KeyValuePair<string, object?>("type", "node")),
        new(points.Containers, new KeyValuePair<string, object?>("type", "container")),
    ];

    private Histogram<double> Histogram(string name, string description, double[] buckets) => meter.CreateHistogram(
        name, "s", description, tags: null, advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = buckets });
}
