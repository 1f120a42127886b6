using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.OpenApi;
using Outrigger.ApiMachinery.SchemaFiles;
using Outrigger.Server.Health;

namespace Outrigger.CustomMetrics.Api;

/// <summary>The types of both groups, and their OpenAPI documents.</summary>
internal static class MetricsSchemas
{
    public const string Custom = "custom.metrics.k8s.io";
    public const string External = "external.metrics.k8s.io";
    public const string CustomList = "MetricValueList";
    public const string ExternalList = "ExternalMetricValueList";

    private static readonly OpenApiParameter Namespace = new("namespace", "string", "The namespace of the objects.", "path");
    private static readonly OpenApiParameter Resource = new("resource", "string", "What the metric describes, as PLURAL or PLURAL.GROUP.", "path");
    private static readonly OpenApiParameter Name = new("name", "string", "The name of the object, or * for all that labelSelector chooses.", "path");
    private static readonly OpenApiParameter Metric = new("subresource", "string", "The name of the metric.", "path");
    private static readonly OpenApiParameter Series = new("metricLabelSelector", "string", "Only series of the metric whose labels fit.");

    public static SchemaLibrary Load() => SchemaLibrary.Load(typeof(MetricsSchemas).Assembly);

    /// <summary>The paths of custom metrics.</summary>
    public static OpenApiDocument OfCustom(SchemaLibrary schemas, GroupVersion version)
    {
        var kind = new GroupVersionKind(version.Group, version.Version, CustomList);
        return Build(schemas, version,
        [
            new("{resource}/{name}/{subresource}", "listCustomMetricValue", kind, [Resource, Name, Metric, Series]),
            new("namespaces/{namespace}/metrics/{name}", "readCustomMetricValueForNamespace", kind, [Namespace, Metric with { Name = "name" }, Series]),
            new("namespaces/{namespace}/{resource}/{name}/{subresource}", "listCustomNamespacedMetricValue", kind, [Namespace, Resource, Name, Metric, Series]),
        ]);
    }

    /// <summary>The path of external metrics.</summary>
    public static OpenApiDocument OfExternal(SchemaLibrary schemas, GroupVersion version) => Build(schemas, version,
    [
        new(
            "namespaces/{namespace}/{resource}",
            "listExternalMetricValue",
            new GroupVersionKind(version.Group, version.Version, ExternalList),
            [Namespace with { Description = "The namespace of who asks." }, Metric with { Name = "resource" }]),
    ]);

    private static OpenApiDocument Build(SchemaLibrary schemas, GroupVersion version, IReadOnlyList<OpenApiList> lists) =>
        new OpenApiV3Builder(schemas).Build(version, lists, ServerVersion.GitVersion);
}
