using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ControlPlane.Kinds.Defaulting;

/// <summary>Deployments and daemon sets: how many pods a rolling update may change at once.</summary>
internal sealed class RolloutDefaulter(string plural) : IKindDefaulter
{
    private readonly bool isDeployment = plural is "deployments";

    public GroupResource Resource => new("apps", plural);

    public void Default(JsonObject obj)
    {
        var spec = JsonNodes.Ensure(obj, "spec");
        PodSpecDefaults.Apply(JsonNodes.GetObject(spec, "template", "spec"));
        var strategy = JsonNodes.Ensure(spec, isDeployment ? "strategy" : "updateStrategy");
        if (JsonNodes.GetString(strategy, "type") is "RollingUpdate")
        {
            var update = JsonNodes.Ensure(strategy, "rollingUpdate");
            Missing.Set(update, "maxUnavailable", isDeployment ? "25%" : 1L);
            Missing.Set(update, "maxSurge", isDeployment ? "25%" : 0L);
        }
    }
}
