using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Schemas;
using Outrigger.ApiMachinery.SchemaFiles;

namespace Outrigger.ControlPlane.Kinds.Forms;

/// <summary>
/// autoscaling/v1 knows one metric, the use of CPU; what else autoscaling/v2 has travels in annotations of the v1 form
/// (kubernetes pkg/apis/autoscaling/v1/conversion.go).
/// </summary>
internal sealed class AutoscalerForms(SchemaLibrary library)
{
    private const string Package = "io.k8s.api.autoscaling.v1.";
    private const string Metrics = "autoscaling.alpha.kubernetes.io/metrics";
    private const string MetricsNow = "autoscaling.alpha.kubernetes.io/current-metrics";
    private const string Conditions = "autoscaling.alpha.kubernetes.io/conditions";
    private const string Behavior = "autoscaling.alpha.kubernetes.io/behavior";

    private static readonly string[] Annotations =
    [
        Metrics, MetricsNow, Conditions, Behavior,
        "autoscaling.alpha.kubernetes.io/scale-down-tolerance", "autoscaling.alpha.kubernetes.io/scale-up-tolerance",
    ];

    private readonly Lazy<Schema> metric = new(() => Type(library, "MetricSpec"));
    private readonly Lazy<Schema> metricStatus = new(() => Type(library, "MetricStatus"));
    private readonly Lazy<Schema> condition = new(() => Type(library, "HorizontalPodAutoscalerCondition"));

    /// <summary>Turns an autoscaler of one version into the other.</summary>
    public ValueTask<JsonObject> ConvertAsync(JsonObject obj, KindDefinition target, CancellationToken cancellationToken)
    {
        if (target.Kind.Version is "v1")
        {
            ToFirst(obj);
        }
        else
        {
            ToSecond(obj);
        }

        obj["apiVersion"] = target.Kind.GroupVersion.ToString();
        BuiltInNormalizer.Normalize(obj, target.Schema, new NormalizeReport());
        return ValueTask.FromResult(obj);
    }

    private void ToFirst(JsonObject obj)
    {
        DropAnnotations(obj);
        var meta = MetadataView.Of(obj);
        if (obj["spec"] is JsonObject spec)
        {
            var metrics = (JsonNodes.Detach(spec, "metrics") as JsonArray ?? []).OfType<JsonObject>().ToList();
            if (metrics.Find(IsCpuUse) is { } cpu)
            {
                spec["targetCPUUtilizationPercentage"] = JsonNodes.Get(cpu, "resource", "target", "averageUtilization")?.DeepClone();
            }

            Annotate(meta, Metrics, [.. metrics.Where(m => !IsCpuUse(m)).Select(m => Typed(MetricFields.ToFlat(m, false), metric.Value))]);
            if (JsonNodes.Detach(spec, "behavior") is JsonObject behavior)
            {
                meta.SetAnnotation(Behavior, BehaviorText.Write(behavior));
            }
        }

        if (obj["status"] is JsonObject status)
        {
            var current = (JsonNodes.Detach(status, "currentMetrics") as JsonArray ?? []).OfType<JsonObject>().ToList();
            foreach (var use in current.Where(IsCpu).Select(m => JsonNodes.Get(m, "resource", "current", "averageUtilization")).OfType<JsonNode>())
            {
                status["currentCPUUtilizationPercentage"] = use.DeepClone();
            }

            Annotate(meta, MetricsNow, [.. current.Select(m => Typed(MetricFields.ToFlat(m, true), metricStatus.Value))]);
            var conditions = (JsonNodes.Detach(status, "conditions") as JsonArray ?? []).OfType<JsonObject>();
            Annotate(meta, Conditions, [.. conditions.Select(c => Typed((JsonObject)c.DeepClone(), condition.Value))]);
        }
    }

    private void ToSecond(JsonObject obj)
    {
        var meta = MetadataView.Of(obj);
        var spec = JsonNodes.Ensure(obj, "spec");
        var metrics = Read(meta, Metrics, metric.Value)?.Select(m => MetricFields.FromFlat(m, false)).ToList() ?? [];
        if (JsonNodes.Detach(spec, "targetCPUUtilizationPercentage") is { } target)
        {
            metrics.Add(CpuUse(target));
        }

        spec["metrics"] = new JsonArray([.. metrics.Count > 0 ? metrics : [CpuUse(DefaultCpuUse)]]);
        if (meta.Annotation(Behavior) is { } behavior && BehaviorText.Read(behavior) is { } read)
        {
            spec["behavior"] = read;
        }

        var status = JsonNodes.Ensure(obj, "status");
        var use = JsonNodes.Detach(status, "currentCPUUtilizationPercentage");
        var current = Read(meta, MetricsNow, metricStatus.Value)?.Select(m => MetricFields.FromFlat(m, true)).ToList()
            ?? (use is null ? [] : [CurrentCpuUse(use)]);
        if (current.Count > 0)
        {
            status["currentMetrics"] = new JsonArray([.. current]);
        }

        if (Read(meta, Conditions, condition.Value) is { } conditions)
        {
            status["conditions"] = new JsonArray([.. conditions]);
        }

        DropAnnotations(obj);
    }

    /// <summary>What an autoscaler without any metric aims at, in percent.</summary>
    public const int DefaultCpuUse = 80;

    /// <summary>The metric of v2 that the one number of v1 stands for.</summary>
    public static JsonObject CpuUse(JsonNode percentage) => new()
    {
        ["type"] = "Resource",
        ["resource"] = new JsonObject
        {
            ["name"] = "cpu",
            ["target"] = new JsonObject { ["type"] = "Utilization", ["averageUtilization"] = percentage },
        },
    };

    /// <summary>The metrics of a v1 object that are not the use of CPU, in the form of v2; for tables.</summary>
    public static IEnumerable<JsonObject> FurtherMetrics(JsonObject obj) => Listed(obj, Metrics).Select(m => MetricFields.FromFlat(m, false));

    /// <summary>The state of the metrics of a v1 object, in the form of v2; for tables.</summary>
    public static List<JsonObject> CurrentMetrics(JsonObject obj)
    {
        var listed = Listed(obj, MetricsNow).Select(m => MetricFields.FromFlat(m, true)).ToList();
        return listed.Count == 0 && JsonNodes.Get(obj, "status", "currentCPUUtilizationPercentage") is { } use
            ? [CurrentCpuUse(use.DeepClone())]
            : listed;
    }

    private static IEnumerable<JsonObject> Listed(JsonObject obj, string name) =>
        MetadataView.Of(obj).Annotation(name) is { } text && AnnotationJson.Read(text) is JsonArray list ? list.OfType<JsonObject>() : [];

    private static JsonObject CurrentCpuUse(JsonNode percentage) => new()
    {
        ["type"] = "Resource",
        ["resource"] = new JsonObject { ["name"] = "cpu", ["current"] = new JsonObject { ["averageUtilization"] = percentage } },
    };

    private static bool IsCpu(JsonObject metric) =>
        JsonNodes.GetString(metric, "type") is "Resource" && JsonNodes.GetString(metric, "resource", "name") is "cpu";

    private static bool IsCpuUse(JsonObject metric) =>
        IsCpu(metric) && JsonNodes.Get(metric, "resource", "target", "averageUtilization") is not null;

    private static void Annotate(MetadataView meta, string name, IReadOnlyList<JsonObject> values)
    {
        if (values.Count > 0)
        {
            meta.SetAnnotation(name, ObjectWriter.ToText(new JsonArray([.. values])));
        }
    }

    // A list with a value of the wrong type is no list, as for Go.
    private static List<JsonObject>? Read(MetadataView meta, string name, Schema schema)
    {
        if (meta.Annotation(name) is not { } text || AnnotationJson.Read(text) is not JsonArray list)
        {
            return null;
        }

        var read = new List<JsonObject>();
        foreach (var item in list)
        {
            var report = new NormalizeReport();
            if (item?.DeepClone() is not JsonObject one)
            {
                return null;
            }

            BuiltInNormalizer.Normalize(one, schema, report);
            if (report.TypeError is not null)
            {
                return null;
            }

            read.Add(one);
        }

        return read;
    }

    private static JsonObject Typed(JsonObject obj, Schema schema)
    {
        BuiltInNormalizer.Normalize(obj, schema, new NormalizeReport());
        return obj;
    }

    private static void DropAnnotations(JsonObject obj)
    {
        if (JsonNodes.GetObject(obj, "metadata", "annotations") is not { } annotations)
        {
            return;
        }

        foreach (var name in Annotations)
        {
            annotations.Remove(name);
        }

        if (annotations.Count == 0)
        {
            JsonNodes.GetObject(obj, "metadata")!.Remove("annotations");
        }
    }

    private static Schema Type(SchemaLibrary library, string name) =>
        library.FindType(Package + name) ?? throw new InvalidOperationException($"no schema file has {Package}{name}");
}
