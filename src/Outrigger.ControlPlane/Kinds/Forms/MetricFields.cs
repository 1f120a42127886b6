using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.Kinds.Forms;

/// <summary>
/// The metrics of an autoscaler: where the flat fields of autoscaling/v1 (kept in annotations) are in autoscaling/v2.
/// </summary>
internal static class MetricFields
{
    private static readonly string[] Sources = ["object", "pods", "resource", "containerResource", "external"];

    /// <summary>A metric of v2 with the fields of v1; <paramref name="isStatus"/> for one of the status.</summary>
    public static JsonObject ToFlat(JsonObject metric, bool isStatus)
    {
        var flat = new JsonObject { ["type"] = metric["type"]?.DeepClone() };
        foreach (var source in Sources)
        {
            if (JsonNodes.GetObject(metric, source) is not { } from)
            {
                continue;
            }

            var to = new JsonObject();
            foreach (var (name, path) in Fields(source, isStatus))
            {
                if (JsonNodes.Get(from, path) is { } value)
                {
                    to[name] = value.DeepClone();
                }
            }

            flat[source] = to;
        }

        return flat;
    }

    /// <summary>A metric of v1, whose zero values are written out, with the fields of v2.</summary>
    public static JsonObject FromFlat(JsonObject metric, bool isStatus)
    {
        var made = new JsonObject { ["type"] = metric["type"]?.DeepClone() };
        foreach (var source in Sources)
        {
            if (JsonNodes.GetObject(metric, source) is not { } from)
            {
                continue;
            }

            var to = new JsonObject();
            foreach (var (name, path) in Fields(source, isStatus))
            {
                if (from[name] is { } value)
                {
                    var parent = path.Length == 1 ? to : JsonNodes.Ensure(to, path[0]);
                    parent[path[^1]] = value.DeepClone();
                }
            }

            if (!isStatus)
            {
                SetTargetType(source, JsonNodes.Ensure(to, "target"));
            }

            made[source] = to;
        }

        return made;
    }

    private static void SetTargetType(string source, JsonObject target)
    {
        var hasAverage = target["averageValue"] is not null;
        target["type"] = source switch
        {
            "object" => hasAverage ? "AverageValue" : "Value",
            "pods" => "AverageValue",
            "external" => target["value"] is null ? "AverageValue" : "Value",
            _ => target["averageUtilization"] is null ? "AverageValue" : "Utilization",
        };

        // v1 cannot leave the value out
        if (source is "object" && hasAverage && JsonNodes.GetString(target, "value") is "0")
        {
            target.Remove("value");
        }
    }

    private static IEnumerable<(string Name, string[] Path)> Fields(string source, bool isStatus)
    {
        var (word, measured) = isStatus ? ("current", "current") : ("target", "target");
        (string, string[])[] metric = [("metricName", ["metric", "name"])];
        return source switch
        {
            "object" =>
            [
                .. metric,
                ("target", ["describedObject"]),
                ($"{word}Value", [measured, "value"]),
                ("selector", ["metric", "selector"]),
                ("averageValue", [measured, "averageValue"]),
            ],
            "pods" => [.. metric, ($"{word}AverageValue", [measured, "averageValue"]), ("selector", ["metric", "selector"])],
            "external" =>
            [
                .. metric,
                ("metricSelector", ["metric", "selector"]),
                ($"{word}Value", [measured, "value"]),
                ($"{word}AverageValue", [measured, "averageValue"]),
            ],
            _ =>
            [
                ("name", ["name"]),
                ("container", ["container"]),
                ($"{word}AverageUtilization", [measured, "averageUtilization"]),
                ($"{word}AverageValue", [measured, "averageValue"]),
            ],
        };
    }
}
