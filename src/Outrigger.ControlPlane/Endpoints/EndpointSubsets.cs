using System.Text.Json.Nodes;

namespace Outrigger.ControlPlane.Endpoints;

/// <summary>The subsets of an Endpoints object: pods with the same ports together, those that are not ready apart.</summary>
internal static class EndpointSubsets
{
    public static JsonArray Of(ServiceView service, IReadOnlyList<PodView> pods)
    {
        var subsets = new JsonArray();
        var groups = pods
            .Where(p => p.Addresses(service.Families[0]).Count > 0 && (service.PublishesNotReady || !p.IsTerminating))
            .GroupBy(p => service.PortsOf(p.Tree))
            .Where(g => !g.Key.IsEmpty || (!service.HasPorts && service.IsHeadless));
        foreach (var group in groups)
        {
            var subset = new JsonObject();
            Put(subset, "addresses", group.Where(p => IsReady(p, service)), service);
            Put(subset, "notReadyAddresses", group.Where(p => !IsReady(p, service)), service);
            if (!group.Key.IsEmpty)
            {
                subset["ports"] = group.Key.ToJson(inSlice: false);
            }

            subsets.Add((JsonNode)subset);
        }

        return subsets;
    }

    private static bool IsReady(PodView pod, ServiceView service) => service.PublishesNotReady || pod.IsReady;

    private static void Put(JsonObject subset, string field, IEnumerable<PodView> pods, ServiceView service)
    {
        var addresses = pods.Select(p => Address(p, service)).ToArray<JsonNode?>();
        if (addresses.Length > 0)
        {
            subset[field] = new JsonArray(addresses);
        }
    }

    private static JsonObject Address(PodView pod, ServiceView service)
    {
        var address = new JsonObject { ["ip"] = pod.Addresses(service.Families[0])[0], ["targetRef"] = pod.Reference() };
        if (pod.HostnameIn(service.Key) is { } hostname)
        {
            address["hostname"] = hostname;
        }

        if (pod.NodeName is { Length: > 0 } node)
        {
            address["nodeName"] = node;
        }

        return address;
    }
}
