using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Validation;
using Outrigger.Registry.Operations;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>Jobs: their pods are told apart by labels made from the job's uid, unless the client chose a selector by hand.</summary>
internal sealed class JobStrategy() : BuiltInStrategy(new GroupResource("batch", "jobs"))
{
    private const string Uid = "batch.kubernetes.io/controller-uid";

    /// <inheritdoc/>
    public override string? WarningWithoutPolicy =>
        "child pods are preserved by default when jobs are deleted; "
        + "set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning";

    /// <inheritdoc/>
    public override void PrepareForCreate(OperationContext context, JsonObject obj)
    {
        if (JsonNodes.GetBool(obj, "spec", "manualSelector") is true)
        {
            return;
        }

        var meta = MetadataView.Of(obj);
        var spec = JsonNodes.Ensure(obj, "spec");
        var template = MetadataView.Of(JsonNodes.Ensure(spec, "template"));
        var inherited = meta.Labels.Count == 0;
        foreach (var (key, value) in ((string, string)[])[
            (Uid, meta.Uid), ("batch.kubernetes.io/job-name", meta.Name), ("controller-uid", meta.Uid), ("job-name", meta.Name)])
        {
            template.SetLabel(key, value);
        }

        JsonNodes.Ensure(JsonNodes.Ensure(spec, "selector"), "matchLabels")[Uid] = meta.Uid;
        if (inherited)
        {
            meta.Labels = template.Labels;
        }
    }

    /// <inheritdoc/>
    public override void Validate(OperationContext context, JsonObject obj, ICollection<FieldError> errors)
    {
        PodSpecRules.Check(JsonNodes.GetObject(obj, "spec", "template", "spec"), "spec.template.spec", errors);
        if (JsonNodes.GetString(obj, "spec", "template", "spec", "restartPolicy") is "Always" or null)
        {
            errors.Add(FieldErrors.Required("spec.template.spec.restartPolicy", "valid values: \"OnFailure\", \"Never\""));
        }
    }

    /// <inheritdoc/>
    public override void ValidateUpdate(OperationContext context, JsonObject obj, JsonObject old, ICollection<FieldError> errors)
    {
        Validate(context, obj, errors);
        foreach (var field in (string[])["selector", "template"])
        {
            if (!JsonNodes.DeepEqual(JsonNodes.Get(obj, "spec", field), JsonNodes.Get(old, "spec", field)))
            {
                errors.Add(FieldErrors.Invalid($"spec.{field}", JsonNodes.Get(obj, "spec", field), FieldErrors.Immutable));
            }
        }
    }
}
