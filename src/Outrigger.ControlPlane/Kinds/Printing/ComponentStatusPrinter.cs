using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Tables;

namespace Outrigger.ControlPlane.Kinds.Printing;

/// <summary>Status of a component.</summary>
internal sealed class ComponentStatusPrinter : IRowPrinter
{
    public GroupKind Kind => new("", "ComponentStatus");

    public void Print(JsonObject obj, RowCells cells)
    {
        var healthy = JsonNodes.GetArray(obj, "conditions")?.OfType<JsonObject>().FirstOrDefault(c => JsonNodes.GetString(c, "type") is "Healthy");
        cells.Add(healthy is null ? "Unknown" : JsonNodes.GetString(healthy, "status") is "True" ? "Healthy" : "Unhealthy");
    }
}
