using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Validation;
using Outrigger.Registry.Operations;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>Events: gone after an hour, in the namespace of the object they are about.</summary>
internal sealed class EventStrategy() : BuiltInStrategy(new GroupResource("", "events"))
{
    /// <inheritdoc/>
    public override TimeSpan? TimeToLive => TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public override bool SupportsGarbageCollection => false;

    /// <inheritdoc/>
    public override void Validate(OperationContext context, JsonObject obj, ICollection<FieldError> errors)
    {
        var own = JsonNodes.GetString(obj, "metadata", "namespace") ?? "";
        var involved = JsonNodes.GetString(obj, "involvedObject", "namespace") ?? "";

        // Events about cluster-scoped objects live in default, those of the newer form in kube-system too.
        var newer = JsonNodes.GetString(obj, "eventTime") is not null;
        var fits = involved.Length == 0 ? own is "default" || (newer && own is "kube-system") : newer || own == involved;
        if (!fits)
        {
            errors.Add(FieldErrors.Invalid("involvedObject.namespace", involved, "does not match event.namespace"));
        }
    }

    /// <inheritdoc/>
    public override void ValidateUpdate(OperationContext context, JsonObject obj, JsonObject old, ICollection<FieldError> errors) =>
        Validate(context, obj, errors);
}
