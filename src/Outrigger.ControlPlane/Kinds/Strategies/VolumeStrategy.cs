using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Registry.Operations;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>
/// PersistentVolumes and their claims: they start Pending. The finalizer that protects them while they are used is not set: nothing
/// here would ever take it out.
/// </summary>
internal sealed class VolumeStrategy(GroupResource resource) : BuiltInStrategy(resource)
{
    /// <inheritdoc/>
    public override void PrepareForCreate(OperationContext context, JsonObject obj)
    {
        var status = new JsonObject { ["phase"] = "Pending" };
        if (Resource.Resource is "persistentvolumes")
        {
            status["lastPhaseTransitionTime"] = KubernetesTime.Format(context.Now);
        }

        obj["status"] = status;
    }
}
