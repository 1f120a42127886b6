using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Registry.Operations;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>
/// PersistentVolumes: they start Pending, and the server says when the phase changed. The finalizer that protects a volume while it
/// is used is not set: nothing here would ever take it out.
/// </summary>
internal sealed class VolumeStrategy() : BuiltInStrategy(new GroupResource("", "persistentvolumes"))
{
    private const string Since = "lastPhaseTransitionTime";

    /// <inheritdoc/>
    public override void PrepareForCreate(OperationContext context, JsonObject obj) =>
        obj["status"] = new JsonObject { ["phase"] = "Pending", [Since] = KubernetesTime.Format(context.Now) };

    /// <inheritdoc/>
    public override void PrepareForSubresourceUpdate(OperationContext context, JsonObject obj, JsonObject old)
    {
        base.PrepareForSubresourceUpdate(context, obj, old);
        var status = JsonNodes.Ensure(obj, "status");
        var before = JsonNodes.Get(old, "status", Since);
        if (JsonNodes.GetString(status, "phase") == JsonNodes.GetString(old, "status", "phase"))
        {
            if (status[Since] is null && before is not null)
            {
                status[Since] = before.DeepClone();
            }
        }
        else if (status[Since] is null || JsonNodes.DeepEqual(status[Since], before))
        {
            status[Since] = KubernetesTime.Format(context.Now);
        }
    }

    /// <inheritdoc/>
    public override void Validate(OperationContext context, JsonObject obj, ICollection<FieldError> errors) => VolumeRules.Check(obj, errors);

    /// <inheritdoc/>
    public override void ValidateUpdate(OperationContext context, JsonObject obj, JsonObject old, ICollection<FieldError> errors) =>
        VolumeRules.CheckUpdate(obj, old, errors);
}
