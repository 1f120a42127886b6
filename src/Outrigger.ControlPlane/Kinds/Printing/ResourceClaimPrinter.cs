using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Tables;

namespace Outrigger.ControlPlane.Kinds.Printing;

/// <summary>State of a resource claim.</summary>
internal sealed class ResourceClaimPrinter : IRowPrinter
{
    public GroupKind Kind => new("resource.k8s.io", "ResourceClaim");

    public void Print(JsonObject obj, RowCells cells)
    {
        var deleted = JsonNodes.GetString(obj, "metadata", "deletionTimestamp") is not null;
        var allocated = JsonNodes.GetObject(obj, "status", "allocation") is not null;
        var reserved = allocated && JsonNodes.GetArray(obj, "status", "reservedFor") is { Count: > 0 };
        string[] states = [deleted ? "deleted" : "", allocated ? "allocated" : deleted ? "" : "pending", reserved ? "reserved" : ""];
        cells.Add(string.Join(',', states.Where(s => s.Length > 0)));
    }
}
