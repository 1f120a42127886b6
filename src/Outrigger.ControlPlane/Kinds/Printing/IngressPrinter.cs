using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Tables;

namespace Outrigger.ControlPlane.Kinds.Printing;

/// <summary>Hosts, Address and Ports of an ingress.</summary>
internal sealed class IngressPrinter : IRowPrinter
{
    public GroupKind Kind => new("networking.k8s.io", "Ingress");

    public void Print(JsonObject obj, RowCells cells)
    {
        var hosts = JsonNodes.GetArray(obj, "spec", "rules")?.OfType<JsonObject>()
            .Select(r => JsonNodes.GetString(r, "host") ?? "").Where(h => h.Length > 0).ToList() ?? [];
        cells.Add(ShortList.Of(hosts, "*"))
            .Add(string.Join(',', LoadBalancerAddresses.Of(obj)))
            .Add(JsonNodes.GetArray(obj, "spec", "tls") is { Count: > 0 } ? "80, 443" : "80");
    }
}
