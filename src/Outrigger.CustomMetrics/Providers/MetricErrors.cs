using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Selectors;

namespace Outrigger.CustomMetrics.Providers;

/// <summary>The refusals of metrics APIs, in the words of kubernetes-sigs/custom-metrics-apiserver.</summary>
public static class MetricErrors
{
    /// <summary>404: nobody has the metric.</summary>
    public static StatusException NotFound(GroupResource resource, string metric) =>
        Make($"the server could not find the metric {metric} for {resource}");

    /// <summary>404: there is no value for this object.</summary>
    public static StatusException NotFound(GroupResource resource, string metric, string objectName) =>
        Make($"the server could not find the metric {metric} for {resource} {objectName}");

    /// <summary>404: there is no value for this object in such series.</summary>
    public static StatusException NotFound(GroupResource resource, string metric, string objectName, LabelSelector series) =>
        Make($"the server could not find the metric {metric} for {resource} {objectName} with selector {series}");

    private static StatusException Make(string message) => new(new Status(404, StatusReasons.NotFound, message));
}
