using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Tables;

namespace Outrigger.ControlPlane.Kinds.Printing;

/// <summary>What an IPAddress belongs to.</summary>
internal sealed class IpAddressPrinter : IRowPrinter
{
    public GroupKind Kind => new("networking.k8s.io", "IPAddress");

    public void Print(JsonObject obj, RowCells cells)
    {
        var parent = JsonNodes.GetObject(obj, "spec", "parentRef");
        cells.Add(parent is null ? "<none>" : Name(parent));
    }

    private static string Name(JsonObject parent)
    {
        var resource = new GroupResource(JsonNodes.GetString(parent, "group") ?? "", JsonNodes.GetString(parent, "resource") ?? "");
        var place = JsonNodes.GetString(parent, "namespace") is { Length: > 0 } space ? $"/{space}" : "";
        return $"{resource.ToString().ToLowerInvariant()}{place}/{JsonNodes.GetString(parent, "name")}";
    }
}
