using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Tables;

namespace Outrigger.ControlPlane.Kinds.Printing;

/// <summary>The controller of a ControllerRevision.</summary>
internal sealed class RevisionPrinter : IRowPrinter
{
    public GroupKind Kind => new("apps", "ControllerRevision");

    public void Print(JsonObject obj, RowCells cells)
    {
        var owner = JsonNodes.GetArray(obj, "metadata", "ownerReferences")?.OfType<JsonObject>().FirstOrDefault(o => JsonNodes.GetBool(o, "controller") is true);
        cells.Add(owner is null ? "<none>" : Name(owner));
    }

    private static string Name(JsonObject owner)
    {
        var group = GroupVersion.TryParse(JsonNodes.GetString(owner, "apiVersion") ?? "", out var version) ? version.Group : "";
        var kind = new GroupKind(group, JsonNodes.GetString(owner, "kind") ?? "");
        return $"{kind.ToString().ToLowerInvariant()}/{JsonNodes.GetString(owner, "name")}";
    }
}
