using System.Text.Json.Nodes;

namespace Outrigger.ControlPlane.Endpoints;

/// <summary>The endpoints that a Service's pods make, as slices have them.</summary>
/// <param name="service">Whose they are.</param>
/// <param name="zones">The zone of a node, where it has one.</param>
internal sealed class EndpointBuilder(ServiceView service, IReadOnlyDictionary<string, string> zones)
{
    /// <summary>By family and ports: pods may call different ports by one name.</summary>
    public IReadOnlyList<SliceGroup> Groups(IReadOnlyList<PodView> pods) =>
    [
        .. service.Families.SelectMany(family => pods
            .Where(p => p.Addresses(family).Count > 0 && (service.HasPorts || service.IsHeadless))
            .GroupBy(p => service.PortsOf(p.Tree))
            .Select(g => new SliceGroup(family, g.Key, [.. g.Select(p => Endpoint(p, family))]))),
    ];

    private JsonObject Endpoint(PodView pod, string family)
    {
        var ready = pod.IsReady;
        var endpoint = new JsonObject
        {
            ["addresses"] = new JsonArray([.. pod.Addresses(family).Select(a => JsonValue.Create(a))]),
            ["conditions"] = new JsonObject
            {
                ["ready"] = service.PublishesNotReady || (ready && !pod.IsTerminating),
                ["serving"] = ready,
                ["terminating"] = pod.IsTerminating,
            },
            ["targetRef"] = pod.Reference(),
        };
        if (pod.NodeName is { Length: > 0 } node)
        {
            endpoint["nodeName"] = node;
            if (zones.TryGetValue(node, out var zone))
            {
                endpoint["zone"] = zone;
            }
        }

        if (pod.HostnameIn(service.Key) is { } hostname)
        {
            endpoint["hostname"] = hostname;
        }

        return endpoint;
    }
}
