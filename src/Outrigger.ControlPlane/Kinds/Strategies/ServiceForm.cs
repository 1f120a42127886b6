using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>The fields of a service's spec that hang together.</summary>
internal readonly struct ServiceForm(JsonObject service)
{
    /// <summary>The cluster IP of a service that has none.</summary>
    public const string None = "None";

    public JsonObject Spec { get; } = JsonNodes.Ensure(service, "spec");

    public string Type => JsonNodes.GetString(Spec, "type") ?? "";

    public string ClusterIp => JsonNodes.GetString(Spec, "clusterIP") ?? "";

    public IReadOnlyList<string> ClusterIps => JsonNodes.StringList(Spec["clusterIPs"]);

    public bool IsExternalName => Type is "ExternalName";

    public bool IsHeadless => ClusterIp is None || ClusterIps is [None];

    public bool HasSelector => Spec["selector"] is JsonObject { Count: > 0 };

    /// <summary>Whether its ports have node ports.</summary>
    public bool NeedsNodePorts =>
        Type is "NodePort" || (Type is "LoadBalancer" && JsonNodes.AsBool(Spec["allocateLoadBalancerNodePorts"]) is not false);

    /// <summary>Whether the health of its endpoints is told at a node port of its own.</summary>
    public bool NeedsHealthCheck => Type is "LoadBalancer" && JsonNodes.GetString(Spec, "externalTrafficPolicy") is "Local";

    public long HealthCheckPort => JsonNodes.AsLong(Spec["healthCheckNodePort"]) ?? 0;

    public IEnumerable<JsonObject> Ports => JsonNodes.Objects(Spec, "ports");

    /// <summary>Sets clusterIP and clusterIPs.</summary>
    public void SetClusterIp(string address)
    {
        Spec["clusterIP"] = address;
        Spec["clusterIPs"] = new JsonArray(address);
    }

    /// <summary>Fills in what is empty from another spec.</summary>
    public void Inherit(ServiceForm from, params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields)
        {
            if (IsEmpty(Spec[field]) && !IsEmpty(from.Spec[field]))
            {
                Spec[field] = from.Spec[field]!.DeepClone();
            }
        }
    }

    /// <summary>Takes a field out unless the client changed it, too.</summary>
    public void Drop(ServiceForm old, params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields)
        {
            if (JsonNodes.DeepEqual(Spec[field], old.Spec[field]))
            {
                Spec.Remove(field);
            }
        }
    }

    private static bool IsEmpty(JsonNode? node) =>
        node is null or JsonArray { Count: 0 } || (JsonNodes.AsString(node) is { } text && text.Length == 0);
}
