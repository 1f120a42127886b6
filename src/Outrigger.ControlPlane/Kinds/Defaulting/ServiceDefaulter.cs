using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ControlPlane.Kinds.Defaulting;

/// <summary>Services: target ports, session affinity and traffic policies, which depend on the type.</summary>
internal sealed class ServiceDefaulter : IKindDefaulter
{
    private const long AffinitySeconds = 10_800;

    public GroupResource Resource => new("", "services");

    public void Default(JsonObject obj)
    {
        var spec = JsonNodes.Ensure(obj, "spec");
        var type = JsonNodes.GetString(spec, "type");
        DefaultAffinity(spec);
        foreach (var port in JsonNodes.Objects(spec, "ports"))
        {
            if (JsonNodes.AsLong(port["targetPort"]) is 0 || JsonNodes.AsString(port["targetPort"]) is "" || port["targetPort"] is null)
            {
                port["targetPort"] = port["port"]?.DeepClone();
            }
        }

        if (type is "NodePort" or "LoadBalancer" || (type is "ClusterIP" && JsonNodes.GetArray(spec, "externalIPs") is { Count: > 0 }))
        {
            Missing.Set(spec, "externalTrafficPolicy", "Cluster");
        }

        if (type is "NodePort" or "LoadBalancer" or "ClusterIP")
        {
            Missing.Set(spec, "internalTrafficPolicy", "Cluster");
        }

        if (type is "LoadBalancer")
        {
            Missing.Set(spec, "allocateLoadBalancerNodePorts", true);
            foreach (var ingress in JsonNodes.Objects(JsonNodes.GetObject(obj, "status", "loadBalancer"), "ingress").Where(i => JsonNodes.GetString(i, "ip") is { Length: > 0 }))
            {
                Missing.Set(ingress, "ipMode", "VIP");
            }
        }
    }

    private static void DefaultAffinity(JsonObject spec)
    {
        if (JsonNodes.GetString(spec, "sessionAffinity") is "ClientIP")
        {
            Missing.Set(JsonNodes.Ensure(JsonNodes.Ensure(spec, "sessionAffinityConfig"), "clientIP"), "timeoutSeconds", AffinitySeconds);
        }
        else
        {
            spec.Remove("sessionAffinityConfig");
        }
    }
}
