using System.Diagnostics.Metrics;

namespace Outrigger.ControlPlane.Autoscaling;

/// <summary>
/// The figures of the autoscaler under kube-controller-manager's names. The labels: action is scale_up, scale_down or none; error is spec,
/// internal or none. The instruments are shared and hold no numbers: who listens does.
/// </summary>
internal static class AutoscalerMetrics
{
    private const string Prefix = "horizontal_pod_autoscaler_controller_";
    private static readonly Meter Meter = new("Outrigger.ControlPlane.Autoscaling");
    private static readonly InstrumentAdvice<double> Doubling = new() { HistogramBucketBoundaries = [.. Enumerable.Range(0, 15).Select(i => 0.001 * (1 << i))] };

    private static readonly Counter<long> Reconciliations = Meter.CreateCounter<long>(Prefix + "reconciliations_total", description: "Looks at an autoscaler.");
    private static readonly Counter<long> Computations = Meter.CreateCounter<long>(Prefix + "metric_computation_total", description: "Metrics that were computed.");
    private static readonly Gauge<long> Autoscalers = Meter.CreateGauge<long>(Prefix + "num_horizontal_pod_autoscalers", description: "Autoscalers that are looked after.");

    private static readonly Histogram<double> ReconciliationSeconds = Meter.CreateHistogram(
        Prefix + "reconciliation_duration_seconds", "s", "How long a look at an autoscaler took.", tags: null, Doubling);

    private static readonly Histogram<double> ComputationSeconds = Meter.CreateHistogram(
        Prefix + "metric_computation_duration_seconds", "s", "How long it took to compute a metric.", tags: null, Doubling);

    public static void Reconciled(string action, string error, TimeSpan took)
    {
        var (byAction, byError) = (Tag("action", action), Tag("error", error));
        Reconciliations.Add(1, byAction, byError);
        ReconciliationSeconds.Record(took.TotalSeconds, byAction, byError);
    }

    /// <summary>A metric said how many replicas it wants, or could not.</summary>
    /// <param name="type">Of the metric: Resource, Pods and so on.</param>
    /// <param name="change">Wanted replicas less those of now.</param>
    /// <param name="error">Of the label.</param>
    /// <param name="took">How long it took.</param>
    public static void Computed(string type, int change, string error, TimeSpan took)
    {
        var tags = new[] { Tag("action", ActionOf(change)), Tag("error", error), Tag("metric_type", type) };
        Computations.Add(1, tags);
        ComputationSeconds.Record(took.TotalSeconds, tags);
    }

    public static void Watched(int count) => Autoscalers.Record(count);

    public static string ActionOf(int change) => change > 0 ? "scale_up" : change < 0 ? "scale_down" : "none";

    private static KeyValuePair<string, object?> Tag(string key, string value) => new(key, value);
}
