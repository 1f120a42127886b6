using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ControlPlane.Kinds.Defaulting;

/// <summary>Nodes: all of the capacity is allocatable unless the node says otherwise.</summary>
internal sealed class NodeDefaulter : IKindDefaulter
{
    public GroupResource Resource => new("", "nodes");

    public void Default(JsonObject obj)
    {
        var status = JsonNodes.GetObject(obj, "status");
        if (status?["capacity"] is { } capacity)
        {
            Missing.Set(status, "allocatable", capacity.DeepClone());
        }
    }
}
