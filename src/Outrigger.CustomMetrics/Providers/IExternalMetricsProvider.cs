namespace Outrigger.CustomMetrics.Providers;

/// <summary>
/// Where metrics of things outside the cluster come from. Called by many requests at once, within a time limit; what it throws is told to
/// the operator, and to the client only when it is a <see cref="ApiMachinery.Errors.StatusException"/>.
/// </summary>
public interface IExternalMetricsProvider
{
    /// <summary>The values of all series that <see cref="ExternalMetric.Series"/> chooses; none when there are none.</summary>
    ValueTask<IReadOnlyList<ExternalMetricValue>> ListAsync(ExternalMetric metric, CancellationToken cancellationToken);
}
