using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Tables;

namespace Outrigger.ControlPlane.Kinds.Printing;

/// <summary>Request and Limit of a resource quota: used and hard amounts.</summary>
internal sealed class QuotaPrinter : IRowPrinter
{
    public GroupKind Kind => new("", "ResourceQuota");

    public void Print(JsonObject obj, RowCells cells)
    {
        var all = JsonNodes.StringMap(JsonNodes.Get(obj, "status", "hard")).OrderBy(p => p.Key, StringComparer.Ordinal)
            .Select(p => (p.Key, Text: $"{p.Key}: {JsonNodes.GetString(obj, "status", "used", p.Key) ?? "0"}/{p.Value}"))
            .ToLookup(p => p.Key.StartsWith("limits.", StringComparison.Ordinal), p => p.Text);
        cells.Add(string.Join(", ", all[false])).Add(string.Join(", ", all[true]));
    }
}
