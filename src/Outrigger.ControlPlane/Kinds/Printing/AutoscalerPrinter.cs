using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Tables;
using Outrigger.ControlPlane.Kinds.Forms;

namespace Outrigger.ControlPlane.Kinds.Printing;

/// <summary>Targets of an autoscaler: current and wanted value of its metrics.</summary>
internal sealed class AutoscalerPrinter : IRowPrinter
{
    private const int Shown = 2;

    public GroupKind Kind => new("autoscaling", "HorizontalPodAutoscaler");

    public void Print(JsonObject obj, RowCells cells) => cells.Add(Targets(obj));

    private static string Targets(JsonObject obj)
    {
        var isFirst = JsonNodes.GetArray(obj, "spec", "metrics") is null;
        var metrics = isFirst ? FirstForm(obj) : Objects(JsonNodes.GetArray(obj, "spec", "metrics"));
        var current = isFirst ? AutoscalerForms.CurrentMetrics(obj) : Objects(JsonNodes.GetArray(obj, "status", "currentMetrics"));
        var all = metrics.Select((metric, i) => Metric(metric, i < current.Count ? current[i] : null)).ToList();
        var text = string.Join(", ", all.Take(Shown));
        return all.Count == 0 ? "<none>" : all.Count > Shown ? FormattableString.Invariant($"{text} + {all.Count - Shown} more...") : text;
    }

    // autoscaling/v1 has one number for the one metric that it knows, the others are in an annotation.
    private static List<JsonObject> FirstForm(JsonObject obj) =>
    [
        .. AutoscalerForms.FurtherMetrics(obj),
        .. JsonNodes.Get(obj, "spec", "targetCPUUtilizationPercentage") is { } target ? [AutoscalerForms.CpuUse(target.DeepClone())] : Array.Empty<JsonObject>(),
    ];

    private static List<JsonObject> Objects(JsonArray? list) => [.. (list ?? []).OfType<JsonObject>()];

    private static string Metric(JsonObject metric, JsonObject? status)
    {
        var part = JsonNodes.GetString(metric, "type") switch
        {
            "External" => "external",
            "Pods" => "pods",
            "Object" => "object",
            "Resource" => "resource",
            "ContainerResource" => "containerResource",
            _ => "",
        };
        var spec = JsonNodes.GetObject(metric, part);
        if (spec is null)
        {
            return "<unknown type>";
        }

        var target = JsonNodes.GetObject(spec, "target");
        var current = JsonNodes.GetObject(status, part, "current");
        return part is "resource" or "containerResource"
            ? $"{JsonNodes.GetString(spec, "name")}: {Resource(target, current)}"
            : Value(target, current, average: part is not "pods");
    }

    private static string Resource(JsonObject? target, JsonObject? current) => JsonNodes.GetString(target, "averageValue") is { } wanted
        ? $"{JsonNodes.GetString(current, "averageValue") ?? "<unknown>"}/{wanted}"
        : $"{Percent(JsonNodes.GetLong(current, "averageUtilization")) ?? "<unknown>"}/{Percent(JsonNodes.GetLong(target, "averageUtilization")) ?? "<auto>"}";

    private static string Value(JsonObject? target, JsonObject? current, bool average) => JsonNodes.GetString(target, "averageValue") is { } wanted
        ? $"{JsonNodes.GetString(current, "averageValue") ?? "<unknown>"}/{wanted}{(average ? " (avg)" : "")}"
        : $"{JsonNodes.GetString(current, "value") ?? "<unknown>"}/{JsonNodes.GetString(target, "value")}";

    private static string? Percent(long? number) => number is null ? null : FormattableString.Invariant($"{number}%");
}
