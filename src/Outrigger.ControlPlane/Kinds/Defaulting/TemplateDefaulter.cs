using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ControlPlane.Kinds.Defaulting;

/// <summary>A kind that has a pod template and no other rules.</summary>
internal sealed class TemplateDefaulter(GroupResource resource, params string[] path) : IKindDefaulter
{
    public GroupResource Resource => resource;

    public void Default(JsonObject obj) => PodSpecDefaults.Apply(JsonNodes.GetObject(obj, path));
}
