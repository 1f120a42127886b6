using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ControlPlane.Kinds.Defaulting;

/// <summary>Stateful sets: a rolling update begins with all pods; claim templates are whole objects.</summary>
internal sealed class StatefulSetDefaulter : IKindDefaulter
{
    public GroupResource Resource => new("apps", "statefulsets");

    public void Default(JsonObject obj)
    {
        var spec = JsonNodes.Ensure(obj, "spec");
        PodSpecDefaults.Apply(JsonNodes.GetObject(spec, "template", "spec"));
        var strategy = JsonNodes.Ensure(spec, "updateStrategy");
        var isNew = JsonNodes.GetString(strategy, "type") is not { Length: > 0 };
        Missing.Set(strategy, "type", "RollingUpdate");
        if (JsonNodes.GetString(strategy, "type") is "RollingUpdate" && (isNew || strategy["rollingUpdate"] is not null))
        {
            Missing.Set(JsonNodes.Ensure(strategy, "rollingUpdate"), "partition", 0L);
        }

        foreach (var claim in JsonNodes.Objects(spec, "volumeClaimTemplates"))
        {
            Missing.Set(claim, "kind", "PersistentVolumeClaim");
            Missing.Set(claim, "apiVersion", "v1");
        }
    }
}
