using System.Globalization;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Tables;

namespace Outrigger.ControlPlane.Kinds.Printing;

/// <summary>The ports and addresses of an EndpointSlice.</summary>
internal sealed class EndpointSlicePrinter : IRowPrinter
{
    public GroupKind Kind => new("discovery.k8s.io", "EndpointSlice");

    public void Print(JsonObject obj, RowCells cells)
    {
        var ports = JsonNodes.GetArray(obj, "ports")?.OfType<JsonObject>().Select(Port).ToList() ?? [];
        var addresses = JsonNodes.GetArray(obj, "endpoints")?.OfType<JsonObject>().SelectMany(e => JsonNodes.StringList(e["addresses"])).ToList() ?? [];
        cells.Add(ShortList.Of(ports, "<unset>")).Add(ShortList.Of(addresses, "<unset>"));
    }

    private static string Port(JsonObject port) =>
        JsonNodes.GetLong(port, "port")?.ToString(CultureInfo.InvariantCulture) ?? JsonNodes.GetString(port, "name") ?? "*";
}
