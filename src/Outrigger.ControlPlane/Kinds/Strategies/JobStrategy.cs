using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Selectors;
using Outrigger.ApiMachinery.Validation;
using Outrigger.Registry.Operations;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>Jobs: their pods are told apart by labels made from the job's uid, unless the client chose a selector by hand.</summary>
internal sealed class JobStrategy() : BuiltInStrategy(new GroupResource("batch", "jobs"))
{
    private const string Uid = "batch.kubernetes.io/controller-uid";

    private static readonly string[] Fixed =
        ["spec.completionMode", "spec.podFailurePolicy", "spec.backoffLimitPerIndex", "spec.managedBy", "spec.successPolicy"];

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
            // A label of the client's own stays, and is refused.
            if (template.Label(key) is null)
            {
                template.SetLabel(key, value);
            }
        }

        JsonNodes.Ensure(JsonNodes.Ensure(spec, "selector"), "matchLabels")[Uid] ??= meta.Uid;
        if (inherited)
        {
            meta.Labels = template.Labels;
        }
    }

    /// <inheritdoc/>
    public override void Validate(OperationContext context, JsonObject obj, ICollection<FieldError> errors)
    {
        CheckGenerated(obj, errors);
        var spec = JsonNodes.GetObject(obj, "spec");
        JobRules.Check(spec, "spec", errors);
        CheckSelector(spec, errors);

        // The pods of an indexed job are named after it and their index.
        var name = MetadataView.Of(obj).Name;
        if (JobRules.IsIndexed(spec) && JsonNodes.GetLong(spec, "completions") is > 0 and var completions)
        {
            var longest = $"{name}-{completions - 1}";
            if (Formats.Dns1123Label(longest).Count > 0)
            {
                errors.Add(FieldErrors.Invalid("metadata.name", name, $"will not able to create pod with invalid DNS label: {longest}"));
            }
        }
    }

    /// <inheritdoc/>
    public override void ValidateUpdate(OperationContext context, JsonObject obj, JsonObject old, ICollection<FieldError> errors)
    {
        Validate(context, obj, errors);
        var spec = JsonNodes.GetObject(obj, "spec");
        var completions = JsonNodes.GetLong(spec, "completions");
        if (!JobRules.IsIndexed(spec))
        {
            FieldRules.Immutable(obj, old, "spec.completions", errors);
        }
        else if (completions is { } number && completions != JsonNodes.GetLong(old, "spec", "completions")
            && completions != (JsonNodes.GetLong(spec, "parallelism") ?? 0))
        {
            errors.Add(FieldErrors.Invalid("spec.completions", number, "can only be modified in tandem with spec.parallelism"));
        }

        FieldRules.Immutable(obj, old, "spec.selector", errors);
        CheckTemplate(obj, old, errors);
        foreach (var field in Fixed)
        {
            FieldRules.Immutable(obj, old, field, errors);
        }
    }

    /// <inheritdoc/>
    public override void ValidateSubresourceUpdate(
        OperationContext context, JsonObject obj, JsonObject old, ICollection<FieldError> errors) =>
        JobStatusRules.Check(obj, old, errors);

    private static void CheckGenerated(JsonObject obj, ICollection<FieldError> errors)
    {
        if (JsonNodes.GetBool(obj, "spec", "manualSelector") is true || JsonNodes.GetObject(obj, "spec", "selector") is not { } selector)
        {
            return;
        }

        var meta = MetadataView.Of(obj);
        var labels = JsonNodes.GetObject(obj, "spec", "template", "metadata", "labels");
        KeyValuePair<string, string>[] expected =
            [new("controller-uid", meta.Uid), new("job-name", meta.Name), new(Uid, meta.Uid), new("batch.kubernetes.io/job-name", meta.Name)];
        foreach (var (key, value) in expected)
        {
            var actual = JsonNodes.GetString(labels, key);
            if (actual is null)
            {
                errors.Add(FieldErrors.Required($"spec.template.metadata.labels[{key}]", $"must be '{value}'"));
            }
            else if (actual != value)
            {
                errors.Add(FieldErrors.Invalid($"spec.template.metadata.labels[{key}]", labels, $"must be '{value}'"));
            }
        }

        if (IsSelector(selector) && !LabelSelector.FromLabelSelectorObject(selector).Matches(expected))
        {
            errors.Add(FieldErrors.Invalid("spec.selector", selector, "`selector` not auto-generated"));
        }
    }

    private static void CheckSelector(JsonObject? spec, ICollection<FieldError> errors)
    {
        if (JsonNodes.GetObject(spec, "selector") is not { } selector)
        {
            errors.Add(FieldErrors.Required("spec.selector"));
            return;
        }

        SelectorRules.Check(selector, "spec.selector", errors);
        var labels = JsonNodes.Get(spec, "template", "metadata", "labels");
        if (IsSelector(selector) && !LabelSelector.FromLabelSelectorObject(selector).Matches(JsonNodes.StringMap(labels)))
        {
            errors.Add(FieldErrors.Invalid(
                "spec.template.metadata.labels", labels ?? new JsonObject(), "`selector` does not match template `labels`"));
        }
    }

    private static bool IsSelector(JsonObject selector)
    {
        var faults = new List<FieldError>();
        SelectorRules.Check(selector, "", faults);
        return faults.Count == 0;
    }

    // Who queues suspended jobs says where their pods go and what they may use, until they run.
    private static void CheckTemplate(JsonObject obj, JsonObject old, ICollection<FieldError> errors)
    {
        var template = JsonNodes.GetObject(obj, "spec", "template")?.DeepClone() as JsonObject ?? [];
        var before = JsonNodes.GetObject(old, "spec", "template")?.DeepClone() as JsonObject ?? [];
        if (JsonNodes.GetBool(old, "spec", "suspend") is true && IsAtRest(JsonNodes.GetObject(old, "status")))
        {
            DropChangeable(template);
            DropChangeable(before);
        }

        if (!JsonNodes.DeepEqual(template, before))
        {
            errors.Add(FieldErrors.Invalid("spec.template", JsonNodes.Get(obj, "spec", "template"), FieldErrors.Immutable));
        }
    }

    private static bool IsAtRest(JsonObject? status) =>
        (JsonNodes.GetLong(status, "active") ?? 0) == 0
        && (status?["startTime"] is null || JobStatusRules.Has(status, "Suspended"));

    private static void DropChangeable(JsonObject template)
    {
        var spec = JsonNodes.Ensure(template, "spec");
        var meta = JsonNodes.Ensure(template, "metadata");
        meta.Remove("labels");
        meta.Remove("annotations");
        foreach (var field in (string[])["nodeSelector", "tolerations", "schedulingGates"])
        {
            spec.Remove(field);
        }

        if (JsonNodes.GetObject(spec, "affinity") is { } affinity)
        {
            affinity.Remove("nodeAffinity");
            if (affinity.Count == 0)
            {
                spec.Remove("affinity");
            }
        }

        foreach (var (container, _) in FieldRules.Items(spec, "containers", "").Concat(FieldRules.Items(spec, "initContainers", "")))
        {
            container.Remove("resources");
        }
    }
}
