using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Validation;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Strategies;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>
/// Namespaces: the finalizer <c>kubernetes</c> in spec.finalizers keeps a deleted one until its objects are gone; only the
/// subresource finalize takes it out.
/// </summary>
internal sealed class NamespaceStrategy() : BuiltInStrategy(new GroupResource("", "namespaces"))
{
    /// <summary>The finalizer of the namespace controller.</summary>
    public const string Finalizer = "kubernetes";

    private const string NameLabel = "kubernetes.io/metadata.name";

    /// <inheritdoc/>
    public override void Default(JsonObject obj)
    {
        base.Default(obj);
        Label(obj);
    }

    /// <inheritdoc/>
    public override void PrepareForCreate(OperationContext context, JsonObject obj)
    {
        Label(obj);
        obj["status"] = new JsonObject { ["phase"] = "Active" };
        var spec = JsonNodes.Ensure(obj, "spec");
        if (!JsonNodes.StringList(spec["finalizers"]).Contains(Finalizer, StringComparer.Ordinal))
        {
            var list = JsonNodes.EnsureArray(spec, "finalizers");
            list.Add((JsonNode)Finalizer);
        }
    }

    /// <inheritdoc/>
    public override void PrepareForUpdate(OperationContext context, JsonObject obj, JsonObject old)
    {
        Label(obj);
        StatusSeparation.Keep(JsonNodes.Ensure(obj, "spec"), JsonNodes.Ensure(old, "spec"), "finalizers");
    }

    /// <inheritdoc/>
    public override void PrepareForSubresourceUpdate(OperationContext context, JsonObject obj, JsonObject old)
    {
        if (context.Subresource is "finalize")
        {
            StatusSeparation.KeepStatus(obj, old);
        }
        else
        {
            base.PrepareForSubresourceUpdate(context, obj, old);
        }
    }

    /// <inheritdoc/>
    public override void Validate(OperationContext context, JsonObject obj, ICollection<FieldError> errors) =>
        ValidateFinalizers(obj, errors);

    /// <inheritdoc/>
    public override void ValidateSubresourceUpdate(
        OperationContext context, JsonObject obj, JsonObject old, ICollection<FieldError> errors)
    {
        if (context.Subresource is "finalize")
        {
            ValidateFinalizers(obj, errors, isIndexed: true);
            return;
        }

        var phase = JsonNodes.GetString(obj, "status", "phase") ?? "";
        var deleting = MetadataView.Of(obj).DeletionTimestamp is not null;
        var wanted = deleting ? "Terminating" : "Active";
        if (phase != wanted)
        {
            var when = deleting ? "not empty" : "empty";
            errors.Add(FieldErrors.Invalid("status.Phase", phase, $"may only be '{wanted}' if `deletionTimestamp` is {when}"));
        }
    }

    /// <inheritdoc/>
    public override bool IsHeld(JsonObject obj) => JsonNodes.GetArray(obj, "spec", "finalizers") is { Count: > 0 };

    /// <inheritdoc/>
    public override void PrepareForDeletion(OperationContext context, JsonObject obj)
    {
        MetadataView.Of(obj).DeletionGracePeriodSeconds = null;
        JsonNodes.Ensure(obj, "status")["phase"] = "Terminating";
    }

    private static void Label(JsonObject obj)
    {
        // A generated name comes later.
        var meta = MetadataView.Of(obj);
        if (meta.Name.Length > 0)
        {
            meta.SetLabel(NameLabel, meta.Name);
        }
    }

    // Kubernetes tells the index in the subresource only.
    private static void ValidateFinalizers(JsonObject obj, ICollection<FieldError> errors, bool isIndexed = false)
    {
        var names = JsonNodes.StringList(JsonNodes.Get(obj, "spec", "finalizers"));
        for (var i = 0; i < names.Count; i++)
        {
            var name = names[i];
            var path = isIndexed ? $"spec.finalizers[{i}]" : "spec.finalizers";
            FieldRules.Refuse(path, name, Formats.LabelKey(name), errors);

            if (!name.Contains('/', StringComparison.Ordinal) && name is not (Finalizer or "orphan" or "foregroundDeletion"))
            {
                errors.Add(FieldErrors.Invalid(
                    path, name, "name is neither a standard finalizer name nor is it fully qualified"));
            }
        }
    }
}
