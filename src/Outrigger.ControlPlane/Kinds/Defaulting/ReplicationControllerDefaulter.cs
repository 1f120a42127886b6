using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ControlPlane.Kinds.Defaulting;

/// <summary>Replication controllers: selector and labels are those of the template.</summary>
internal sealed class ReplicationControllerDefaulter : IKindDefaulter
{
    public GroupResource Resource => new("", "replicationcontrollers");

    public void Default(JsonObject obj)
    {
        PodSpecDefaults.Apply(JsonNodes.GetObject(obj, "spec", "template", "spec"));
        if (JsonNodes.GetObject(obj, "spec", "template", "metadata", "labels") is not { Count: > 0 } labels)
        {
            return;
        }

        Missing.Set(JsonNodes.Ensure(obj, "spec"), "selector", labels.DeepClone());
        Missing.Set(JsonNodes.Ensure(obj, "metadata"), "labels", labels.DeepClone());
    }
}
