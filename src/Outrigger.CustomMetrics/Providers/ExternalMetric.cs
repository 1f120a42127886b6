using Outrigger.ApiMachinery.Selectors;

namespace Outrigger.CustomMetrics.Providers;

/// <summary>A metric of something outside the cluster, as it is asked for.</summary>
/// <param name="Name">Its name, for example <c>queue_depth</c>.</param>
/// <param name="Namespace">The namespace of who asks: a provider may tell its values apart by it, or not.</param>
/// <param name="Series">Which series of the metric are meant, by their labels.</param>
public sealed record ExternalMetric(string Name, string Namespace, LabelSelector Series);
