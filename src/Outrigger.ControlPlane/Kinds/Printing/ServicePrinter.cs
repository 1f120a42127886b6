using System.Globalization;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Tables;

namespace Outrigger.ControlPlane.Kinds.Printing;

/// <summary>External-IP and Port(s) of a service.</summary>
internal sealed class ServicePrinter : IRowPrinter
{
    public GroupKind Kind => new("", "Service");

    public void Print(JsonObject obj, RowCells cells) => cells.Add(External(obj)).Add(Ports(obj));

    private static string External(JsonObject service)
    {
        var fixedOnes = JsonNodes.StringList(JsonNodes.Get(service, "spec", "externalIPs"));
        switch (JsonNodes.GetString(service, "spec", "type"))
        {
            case "ClusterIP" or "NodePort":
                return fixedOnes.Count > 0 ? string.Join(',', fixedOnes) : "<none>";
            case "LoadBalancer":
                var all = LoadBalancerAddresses.Of(service).Concat(fixedOnes).ToList();
                return all.Count > 0 ? string.Join(',', all) : "<pending>";
            case "ExternalName":
                return JsonNodes.GetString(service, "spec", "externalName") ?? "";
            default:
                return "<unknown>";
        }
    }

    private static string Ports(JsonObject service)
    {
        var ports = JsonNodes.GetArray(service, "spec", "ports")?.OfType<JsonObject>().Select(Port) ?? [];
        return string.Join(',', ports) is { Length: > 0 } text ? text : "<none>";
    }

    private static string Port(JsonObject port)
    {
        var node = JsonNodes.GetLong(port, "nodePort") ?? 0;
        var number = JsonNodes.GetLong(port, "port") ?? 0;
        var protocol = JsonNodes.GetString(port, "protocol");
        return node > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{number}:{node}/{protocol}")
            : string.Create(CultureInfo.InvariantCulture, $"{number}/{protocol}");
    }
}
