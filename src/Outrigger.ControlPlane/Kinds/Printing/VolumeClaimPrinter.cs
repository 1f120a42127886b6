using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Tables;

namespace Outrigger.ControlPlane.Kinds.Printing;

/// <summary>Status, Capacity, Access Modes and StorageClass of a claim; capacity and modes only once it is bound.</summary>
internal sealed class VolumeClaimPrinter : IRowPrinter
{
    public GroupKind Kind => new("", "PersistentVolumeClaim");

    public void Print(JsonObject obj, RowCells cells)
    {
        var bound = JsonNodes.GetString(obj, "spec", "volumeName") is { Length: > 0 };
        cells.Add(VolumeTexts.Phase(obj))
            .Add(bound ? JsonNodes.GetString(obj, "status", "capacity", "storage") ?? "0" : "")
            .Add(bound ? VolumeTexts.AccessModes(JsonNodes.Get(obj, "status", "accessModes")) : "")
            .Add(VolumeTexts.StorageClass(obj));
    }
}
