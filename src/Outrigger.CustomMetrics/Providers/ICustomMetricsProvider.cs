using Outrigger.ApiMachinery.Selectors;

namespace Outrigger.CustomMetrics.Providers;

/// <summary>
/// Where metrics of objects in the cluster come from. Called by many requests at once, within a time limit; what it throws is told to the
/// operator, and to the client only when it is a <see cref="ApiMachinery.Errors.StatusException"/>.
/// </summary>
public interface ICustomMetricsProvider
{
    /// <summary>The value for one object; null when there is none, which the client sees as 404.</summary>
    ValueTask<CustomMetricValue?> GetAsync(CustomMetric metric, string objectName, CancellationToken cancellationToken);

    /// <summary>
    /// The values for all objects with such labels, in one go; objects without a value are left out. Who does not know the labels of
    /// objects asks the main server (<see cref="Cluster.ClusterObjects"/>).
    /// </summary>
    ValueTask<IReadOnlyList<CustomMetricValue>> ListAsync(CustomMetric metric, LabelSelector objects, CancellationToken cancellationToken);
}
