using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ControlPlane.Kinds.Defaulting;

/// <summary>Limit ranges: a container's default limit is the maximum, its default request the default limit, else the minimum.</summary>
internal sealed class LimitRangeDefaulter : IKindDefaulter
{
    public GroupResource Resource => new("", "limitranges");

    public void Default(JsonObject obj)
    {
        foreach (var limit in JsonNodes.Objects(JsonNodes.GetObject(obj, "spec"), "limits").Where(l => JsonNodes.GetString(l, "type") is "Container"))
        {
            Missing.Copy(limit["max"], limit, "default");
            Missing.Copy(limit["default"], limit, "defaultRequest");
            Missing.Copy(limit["min"], limit, "defaultRequest");
        }
    }
}
