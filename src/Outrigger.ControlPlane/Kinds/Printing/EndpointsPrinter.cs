using System.Globalization;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Tables;

namespace Outrigger.ControlPlane.Kinds.Printing;

/// <summary>The addresses of an Endpoints object.</summary>
internal sealed class EndpointsPrinter : IRowPrinter
{
    public GroupKind Kind => new("", "Endpoints");

    public void Print(JsonObject obj, RowCells cells)
    {
        var subsets = JsonNodes.GetArray(obj, "subsets")?.OfType<JsonObject>().ToList() ?? [];
        cells.Add(subsets.Count == 0 ? "<none>" : ShortList.Of([.. subsets.SelectMany(Addresses)], ""));
    }

    private static IEnumerable<string> Addresses(JsonObject subset)
    {
        var ips = JsonNodes.GetArray(subset, "addresses")?.OfType<JsonObject>().Select(a => JsonNodes.GetString(a, "ip") ?? "").ToList() ?? [];
        var ports = JsonNodes.GetArray(subset, "ports")?.OfType<JsonObject>().Select(p => JsonNodes.GetLong(p, "port") ?? 0).ToList() ?? [];
        return ports.Count == 0 ? ips : ports.SelectMany(port => ips.Select(ip => Join(ip, port)));
    }

    private static string Join(string ip, long port) => ip.Contains(':', StringComparison.Ordinal)
        ? string.Create(CultureInfo.InvariantCulture, $"[{ip}]:{port}")
        : string.Create(CultureInfo.InvariantCulture, $"{ip}:{port}");
}
