using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Tables;

namespace Outrigger.ControlPlane.Kinds.Printing;

/// <summary>Times, object, source, message and count of an event; the two groups that have events name the fields differently.</summary>
internal sealed class EventPrinter(string group) : IRowPrinter
{
    private readonly bool isCore = group.Length == 0;

    public GroupKind Kind => new(group, "Event");

    public void Print(JsonObject obj, RowCells cells)
    {
        var first = obj[isCore ? "firstTimestamp" : "deprecatedFirstTimestamp"] ?? obj["eventTime"];
        var series = JsonNodes.GetObject(obj, "series");
        var last = series is not null ? series["lastObservedTime"] : obj[isCore ? "lastTimestamp" : "deprecatedLastTimestamp"] ?? first;
        var count = JsonNodes.GetLong(series ?? obj, series is not null || isCore ? "count" : "deprecatedCount") ?? 0;
        cells.AddAge(last)
            .Add(Target(JsonNodes.GetObject(obj, isCore ? "involvedObject" : "regarding")))
            .Add(Source(obj))
            .Add((JsonNodes.GetString(obj, isCore ? "message" : "note") ?? "").Trim())
            .AddAge(first)
            .Add(series is null && count == 0 ? 1 : count);
    }

    private static string Target(JsonObject? about)
    {
        var kind = (JsonNodes.GetString(about, "kind") ?? "").ToLowerInvariant();
        return JsonNodes.GetString(about, "name") is { Length: > 0 } name ? $"{kind}/{name}" : kind;
    }

    private string Source(JsonObject obj)
    {
        var source = JsonNodes.GetObject(obj, isCore ? "source" : "deprecatedSource");
        var component = FirstText(JsonNodes.GetString(source, "component"), JsonNodes.GetString(obj, isCore ? "reportingComponent" : "reportingController"));
        var instance = FirstText(JsonNodes.GetString(source, "host"), JsonNodes.GetString(obj, "reportingInstance"));
        return instance.Length == 0 ? component : $"{component}, {instance}";
    }

    private static string FirstText(string? a, string? b) => a is { Length: > 0 } ? a : b ?? "";
}
