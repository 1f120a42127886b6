using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ControlPlane.Kinds.Defaulting;

/// <summary>Network policies: they are about incoming traffic, and about outgoing when they have rules for it.</summary>
internal sealed class NetworkPolicyDefaulter : IKindDefaulter
{
    public GroupResource Resource => new("networking.k8s.io", "networkpolicies");

    public void Default(JsonObject obj)
    {
        var spec = JsonNodes.Ensure(obj, "spec");
        if (JsonNodes.GetArray(spec, "policyTypes") is { Count: > 0 })
        {
            return;
        }

        spec["policyTypes"] = JsonNodes.GetArray(spec, "egress") is { Count: > 0 } ? new JsonArray("Ingress", "Egress") : new JsonArray("Ingress");
    }
}
