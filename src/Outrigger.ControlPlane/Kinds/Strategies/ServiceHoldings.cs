using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>What a service has for itself alone.</summary>
/// <param name="Addresses">Its cluster IPs.</param>
/// <param name="Ports">Its node ports, that of the health check among them.</param>
internal sealed record ServiceHoldings(IReadOnlySet<string> Addresses, IReadOnlySet<long> Ports)
{
    public static ServiceHoldings None { get; } = new(new HashSet<string>(), new HashSet<long>());

    public static ServiceHoldings Of(StoredObject? service)
    {
        if (service?.ToTree() is not { } tree)
        {
            return None;
        }

        var form = new ServiceForm(tree);
        var ports = form.Type is "NodePort" or "LoadBalancer"
            ? form.Ports.Select(p => p["nodePort"]).Append(form.Spec["healthCheckNodePort"]).Select(p => JsonNodes.AsLong(p) ?? 0)
            : [];
        return new ServiceHoldings(
            form.IsExternalName || form.IsHeadless ? new HashSet<string>() : form.ClusterIps.ToHashSet(StringComparer.Ordinal),
            ports.Where(p => p > 0).ToHashSet());
    }
}
