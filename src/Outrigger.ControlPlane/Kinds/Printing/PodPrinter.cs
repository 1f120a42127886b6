using System.Globalization;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Tables;

namespace Outrigger.ControlPlane.Kinds.Printing;

/// <summary>Ready, Status, Restarts and Readiness Gates of a pod (kubernetes pkg/printers/internalversion, printPod).</summary>
internal sealed class PodPrinter : IRowPrinter
{
    public GroupKind Kind => new("", "Pod");

    public void Print(JsonObject obj, RowCells cells)
    {
        var pod = PodSummary.Of(obj);
        var restarts = pod.Restarts.ToString(CultureInfo.InvariantCulture);
        if (pod is { Restarts: > 0, LastRestart: { } last })
        {
            restarts = $"{restarts} ({cells.Age(JsonValue.Create(last))} ago)";
        }

        cells.Add(string.Create(CultureInfo.InvariantCulture, $"{pod.Ready}/{pod.Total}")).Add(pod.Status).Add(restarts).Add(Gates(obj));
        cells.Conditions = JsonNodes.GetString(obj, "status", "phase") switch
        {
            "Succeeded" => Completed("Succeeded", "The pod has completed successfully."),
            "Failed" => Completed("Failed", "The pod failed."),
            _ => null,
        };
    }

    private static JsonArray Completed(string reason, string message) =>
        [(JsonNode)new JsonObject { ["type"] = "Completed", ["status"] = "True", ["reason"] = reason, ["message"] = message }];

    internal static string Gates(JsonObject pod)
    {
        var gates = JsonNodes.GetArray(pod, "spec", "readinessGates")?.OfType<JsonObject>().ToList() ?? [];
        if (gates.Count == 0)
        {
            return "<none>";
        }

        // The first condition of a type counts.
        var passing = JsonNodes.Objects(pod, "status", "conditions")
            .DistinctBy(c => JsonNodes.GetString(c, "type"), StringComparer.Ordinal)
            .Where(c => JsonNodes.GetString(c, "status") is "True")
            .Select(c => JsonNodes.GetString(c, "type") ?? "")
            .ToHashSet(StringComparer.Ordinal);
        var passed = gates.Count(g => passing.Contains(JsonNodes.GetString(g, "conditionType") ?? ""));
        return string.Create(CultureInfo.InvariantCulture, $"{passed}/{gates.Count}");
    }
}
