using System.Globalization;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Selectors;
using Outrigger.ApiMachinery.Validation;
using Outrigger.Registry.Operations;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>Deployments, ReplicaSets, StatefulSets, DaemonSets: a selector that never changes and chooses the template's pods.</summary>
internal sealed class WorkloadStrategy(GroupResource resource) : BuiltInStrategy(resource)
{
    private const string Replicas = "spec.replicas";
    private const string TemplateGeneration = "deprecated.daemonset.template.generation";

    /// <inheritdoc/>
    public override void PrepareForCreate(OperationContext context, JsonObject obj)
    {
        if (Resource.Resource is "daemonsets")
        {
            MetadataView.Of(obj).SetAnnotation(TemplateGeneration, "1");
        }
    }

    /// <inheritdoc/>
    public override void PrepareForUpdate(OperationContext context, JsonObject obj, JsonObject old)
    {
        if (Resource.Resource is "daemonsets")
        {
            _ = long.TryParse(MetadataView.Of(old).Annotation(TemplateGeneration), CultureInfo.InvariantCulture, out var generation);
            var changed = !JsonNodes.DeepEqual(JsonNodes.Get(obj, "spec", "template"), JsonNodes.Get(old, "spec", "template"));
            MetadataView.Of(obj).SetAnnotation(
                TemplateGeneration, (changed ? generation + 1 : generation).ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <inheritdoc/>
    public override bool RaisesGeneration(JsonObject obj, JsonObject old) =>
        base.RaisesGeneration(obj, old)
        || (Resource.Resource is "deployments"
            && !JsonNodes.DeepEqual(JsonNodes.Get(obj, "metadata", "annotations"), JsonNodes.Get(old, "metadata", "annotations")));

    /// <inheritdoc/>
    public override void Validate(OperationContext context, JsonObject obj, ICollection<FieldError> errors)
    {
        if (JsonNodes.GetLong(obj, "spec", "replicas") is < 0 and var replicas)
        {
            errors.Add(FieldErrors.Invalid(Replicas, replicas, "must be greater than or equal to 0"));
        }

        ValidateSelector(obj, errors);
        PodSpecRules.Check(JsonNodes.GetObject(obj, "spec", "template", "spec"), "spec.template.spec", errors);
        if (JsonNodes.GetString(obj, "spec", "template", "spec", "restartPolicy") is { } policy and not ("Always" or ""))
        {
            errors.Add(FieldErrors.NotSupported("spec.template.spec.restartPolicy", policy, "Always"));
        }
    }

    /// <inheritdoc/>
    public override void ValidateUpdate(OperationContext context, JsonObject obj, JsonObject old, ICollection<FieldError> errors)
    {
        Validate(context, obj, errors);
        if (!JsonNodes.DeepEqual(JsonNodes.Get(obj, "spec", "selector"), JsonNodes.Get(old, "spec", "selector")))
        {
            errors.Add(FieldErrors.Invalid("spec.selector", JsonNodes.Get(obj, "spec", "selector"), FieldErrors.Immutable));
        }
    }

    private static void ValidateSelector(JsonObject obj, ICollection<FieldError> errors)
    {
        if (JsonNodes.GetObject(obj, "spec", "selector") is not { } selector)
        {
            errors.Add(FieldErrors.Required("spec.selector"));
            return;
        }

        if (selector.Count == 0)
        {
            errors.Add(FieldErrors.Invalid("spec.selector", selector, "empty selector is invalid for deployment"));
            return;
        }

        var before = errors.Count;
        SelectorRules.Check(selector, "spec.selector", errors);
        var labels = JsonNodes.Get(obj, "spec", "template", "metadata", "labels");
        if (errors.Count == before && !LabelSelector.FromLabelSelectorObject(selector).Matches(JsonNodes.StringMap(labels)))
        {
            errors.Add(FieldErrors.Invalid(
                "spec.template.metadata.labels", labels ?? new JsonObject(), "`selector` does not match template `labels`"));
        }
    }
}
