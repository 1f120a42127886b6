using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Tables;

namespace Outrigger.ControlPlane.Kinds.Printing;

/// <summary>Hosts, Address and Ports of an ingress.</summary>
internal sealed class IngressPrinter : IRowPrinter
{
    private const int Shown = 3;

    public GroupKind Kind => new("networking.k8s.io", "Ingress");

    public void Print(JsonObject obj, RowCells cells)
    {
        cells.Add(Hosts(JsonNodes.GetArray(obj, "spec", "rules") ?? []))
            .Add(string.Join(',', LoadBalancerAddresses.Of(obj)))
            .Add(JsonNodes.GetArray(obj, "spec", "tls") is { Count: > 0 } ? "80, 443" : "80");
    }

    // Kubernetes counts the rules behind the third host, with a host or without.
    private static string Hosts(JsonArray rules)
    {
        var hosts = new List<string>(Shown);
        foreach (var rule in rules.OfType<JsonObject>())
        {
            if (hosts.Count == Shown)
            {
                return FormattableString.Invariant($"{string.Join(',', hosts)} + {rules.Count - Shown} more...");
            }

            if (JsonNodes.GetString(rule, "host") is { Length: > 0 } host)
            {
                hosts.Add(host);
            }
        }

        return hosts.Count == 0 ? "*" : string.Join(',', hosts);
    }
}
