using System.Diagnostics.Metrics;

namespace Outrigger.ControlPlane.Access;

/// <summary>
/// The figures of one queue under the names of kube-controller-manager's (client-go workqueue), with its names of queues. The instruments
/// are shared and hold no numbers: who listens does.
/// </summary>
internal sealed class WorkQueueMetrics(string controller)
{
    private static readonly Meter Meter = new("Outrigger.ControlPlane.Queues");
    private static readonly InstrumentAdvice<double> Decades = new() { HistogramBucketBoundaries = [1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10] };

    private static readonly UpDownCounter<long> Depth = Meter.CreateUpDownCounter<long>("workqueue_depth", description: "Items that wait for a worker.");
    private static readonly Counter<long> Adds = Meter.CreateCounter<long>("workqueue_adds_total", description: "Items that were added.");
    private static readonly Counter<long> Retries = Meter.CreateCounter<long>("workqueue_retries_total", description: "Items that were added for later.");

    private static readonly Histogram<double> QueueSeconds = Meter.CreateHistogram(
        "workqueue_queue_duration_seconds", "s", "How long items waited for a worker.", tags: null, Decades);

    private static readonly Histogram<double> WorkSeconds = Meter.CreateHistogram(
        "workqueue_work_duration_seconds", "s", "How long the work on an item took.", tags: null, Decades);

    private readonly KeyValuePair<string, object?> name = new("name", NameOf(controller));

    public void Added()
    {
        Adds.Add(1, name);
        Depth.Add(1, name);
    }

    public void Begun(TimeSpan waited)
    {
        Depth.Add(-1, name);
        QueueSeconds.Record(waited.TotalSeconds, name);
    }

    public void Ended(TimeSpan took) => WorkSeconds.Record(took.TotalSeconds, name);

    public void Postponed() => Retries.Add(1, name);

    private static string NameOf(string controller) => controller switch
    {
        "clusterrole-aggregation-controller" => "ClusterRoleAggregator",
        "deployment-controller" => "deployment",
        "endpoints-controller" => "endpoint",
        "endpointslice-controller" => "endpoint_slice",
        "horizontal-pod-autoscaler-controller" => "horizontalpodautoscaler",
        "namespace-controller" => "namespace",
        "replicaset-controller" => "replicaset",
        "root-ca-certificate-publisher-controller" => "root_ca_cert_publisher",
        "serviceaccount-controller" => "serviceaccount",
        _ => controller,
    };
}
