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
    private const string FixedText =
        "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', "
        + "'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";

    private const string TemplateGeneration = "deprecated.daemonset.template.generation";

    private static readonly string[] Changeable =
        ["replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit", "persistentVolumeClaimRetentionPolicy", "minReadySeconds"];

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

        var spec = JsonNodes.GetObject(obj, "spec");
        RolloutRules.Check(Resource.Resource, spec, errors);
        ValidateSelector(obj, errors);
        PodSpecRules.Check(TemplateSpec(spec), "spec.template.spec", errors);
        if (JsonNodes.GetString(spec, "template", "spec", "restartPolicy") is { } policy and not ("Always" or ""))
        {
            errors.Add(FieldErrors.NotSupported("spec.template.spec.restartPolicy", policy, "Always"));
        }

        if (JsonNodes.Get(spec, "template", "spec", "activeDeadlineSeconds") is not null)
        {
            var kind = Resource.Resource switch { "daemonsets" => "DaemonSet", "statefulsets" => "StatefulSet", _ => "ReplicaSet" };
            errors.Add(FieldErrors.Forbidden(
                "spec.template.spec.activeDeadlineSeconds", $"activeDeadlineSeconds in {kind} is not Supported"));
        }
    }

    /// <inheritdoc/>
    public override void ValidateUpdate(OperationContext context, JsonObject obj, JsonObject old, ICollection<FieldError> errors)
    {
        Validate(context, obj, errors);
        if (Resource.Resource is "statefulsets")
        {
            if (!JsonNodes.DeepEqual(Fixed(obj), Fixed(old)))
            {
                errors.Add(FieldErrors.Forbidden("spec", FixedText));
            }
        }
        else if (!JsonNodes.DeepEqual(JsonNodes.Get(obj, "spec", "selector"), JsonNodes.Get(old, "spec", "selector")))
        {
            errors.Add(FieldErrors.Invalid("spec.selector", JsonNodes.Get(obj, "spec", "selector"), FieldErrors.Immutable));
        }
    }

    /// <inheritdoc/>
    public override void ValidateSubresourceUpdate(
        OperationContext context, JsonObject obj, JsonObject old, ICollection<FieldError> errors)
    {
        if (context.Subresource is "status")
        {
            ReplicaRules.CheckStatus(obj, errors);
        }
        else
        {
            FieldRules.AtLeast(JsonNodes.GetObject(obj, "spec"), "replicas", "spec", 0, errors);
        }
    }

    // The pods of a stateful set have a volume for each of its claim templates.
    private static JsonObject? TemplateSpec(JsonObject? spec)
    {
        var pod = JsonNodes.GetObject(spec, "template", "spec");
        var claims = FieldRules.Items(spec, "volumeClaimTemplates", "").Select(c => MetadataView.Of(c.Item).Name).ToHashSet(StringComparer.Ordinal);
        if (claims.Count == 0 || pod is null)
        {
            return pod;
        }

        var own = FieldRules.Items(pod, "volumes", "").Where(v => !claims.Contains(JsonNodes.GetString(v.Item, "name") ?? ""));
        var all = claims.Select(name => (JsonNode)new JsonObject { ["name"] = name }).Concat(own.Select(v => v.Item.DeepClone()));
        var filled = (JsonObject)pod.DeepClone();
        filled["volumes"] = new JsonArray([.. all]);
        return filled;
    }

    private static JsonObject Fixed(JsonObject obj)
    {
        var spec = JsonNodes.GetObject(obj, "spec")?.DeepClone() as JsonObject ?? [];
        foreach (var field in Changeable)
        {
            spec.Remove(field);
        }

        return spec;
    }

    private void ValidateSelector(JsonObject obj, ICollection<FieldError> errors)
    {
        if (JsonNodes.GetObject(obj, "spec", "selector") is not { } selector)
        {
            errors.Add(FieldErrors.Required("spec.selector"));
            return;
        }

        if (selector.Count == 0)
        {
            errors.Add(FieldErrors.Invalid("spec.selector", selector, $"empty selector is invalid for {(Resource.Resource is "replicasets" ? "deployment" : Resource.Resource[..^1])}"));
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
