using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.Kinds.Printing;

/// <summary>The addresses in <c>status.loadBalancer.ingress</c>, each once and in order.</summary>
internal static class LoadBalancerAddresses
{
    public static IEnumerable<string> Of(JsonObject obj) =>
        JsonNodes.Objects(obj, "status", "loadBalancer", "ingress")
            .Select(i => JsonNodes.GetString(i, "ip") is { Length: > 0 } ip ? ip : JsonNodes.GetString(i, "hostname") ?? "")
            .Where(a => a.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
}
