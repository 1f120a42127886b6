using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ControlPlane.Kinds.Defaulting;

/// <summary>Pods: what a limit sets is also requested, service links are on, and ports on the host's network are the host's.</summary>
internal sealed class PodDefaulter : IKindDefaulter
{
    public GroupResource Resource => new("", "pods");

    public void Default(JsonObject obj)
    {
        var spec = JsonNodes.Ensure(obj, "spec");
        PodSpecDefaults.Apply(spec);
        Missing.Set(spec, "enableServiceLinks", true);
        var onHost = JsonNodes.GetBool(spec, "hostNetwork") is true;
        foreach (var container in JsonNodes.Objects(spec, "containers").Concat(JsonNodes.Objects(spec, "initContainers")))
        {
            if (JsonNodes.GetObject(container, "resources") is { } resources)
            {
                Missing.Copy(resources["limits"], resources, "requests");
            }

            if (onHost)
            {
                ShareHostPorts(container);
            }
        }
    }

    private static void ShareHostPorts(JsonObject container)
    {
        foreach (var port in JsonNodes.Objects(container, "ports"))
        {
            if ((JsonNodes.GetLong(port, "hostPort") ?? 0) == 0)
            {
                port["hostPort"] = port["containerPort"]?.DeepClone();
            }
        }
    }
}
