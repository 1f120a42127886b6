using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Tables;

namespace Outrigger.ControlPlane.Kinds.Printing;

/// <summary>Status, Roles and Kernel-Version of a node.</summary>
internal sealed class NodePrinter : IRowPrinter
{
    private const string RolePrefix = "node-role.kubernetes.io/";

    public GroupKind Kind => new("", "Node");

    public void Print(JsonObject obj, RowCells cells) => cells.Add(Status(obj)).Add(Roles(obj)).Add(Kernel(obj));

    private static string Status(JsonObject node)
    {
        var ready = Conditions.Find(node, "Ready");
        var status = ready is null ? "Unknown" : JsonNodes.GetString(ready, "status") is "True" ? "Ready" : "NotReady";
        return JsonNodes.GetBool(node, "spec", "unschedulable") is true ? $"{status},SchedulingDisabled" : status;
    }

    private static string Roles(JsonObject node)
    {
        var roles = JsonNodes.StringMap(JsonNodes.Get(node, "metadata", "labels"))
            .Select(l => l.Key.StartsWith(RolePrefix, StringComparison.Ordinal) ? l.Key[RolePrefix.Length..]
                : l.Key is "kubernetes.io/role" ? l.Value : "")
            .Where(r => r.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return string.Join(',', roles) is { Length: > 0 } text ? text : "<none>";
    }

    private static string Kernel(JsonObject node)
    {
        var kernel = JsonNodes.GetString(node, "status", "nodeInfo", "kernelVersion") is { Length: > 0 } version ? version : "<unknown>";
        return JsonNodes.GetString(node, "status", "nodeInfo", "architecture") is { Length: > 0 } architecture ? $"{kernel} ({architecture})" : kernel;
    }
}
