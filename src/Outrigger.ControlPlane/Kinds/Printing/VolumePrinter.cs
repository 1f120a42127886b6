using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Tables;

namespace Outrigger.ControlPlane.Kinds.Printing;

/// <summary>Access Modes, Status and StorageClass of a persistent volume.</summary>
internal sealed class VolumePrinter : IRowPrinter
{
    public GroupKind Kind => new("", "PersistentVolume");

    public void Print(JsonObject obj, RowCells cells) => cells
        .Add(VolumeTexts.AccessModes(JsonNodes.Get(obj, "spec", "accessModes")))
        .Add(VolumeTexts.Phase(obj))
        .Add(VolumeTexts.StorageClass(obj));
}
