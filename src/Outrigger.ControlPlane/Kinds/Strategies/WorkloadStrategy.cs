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
    private const string FixedText =
        "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', "
        + "'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";

    private const string TemplateGeneration = "deprecated.daemonset.template.generation";

    private static readonly string[] Changeable =
        ["replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit", "persistentVolumeClaimRetentionPolicy", "minReadySeconds"];

    private bool IsStatefulSet => Resource.Resource is "statefulsets";

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
        Check(obj, true, errors);
        if (IsStatefulSet)
        {
            FieldRules.Form(JsonNodes.GetObject(obj, "spec"), "serviceName", "spec", Formats.Dns1123Label, errors);
        }
    }

    /// <inheritdoc/>
    public override void ValidateUpdate(OperationContext context, JsonObject obj, JsonObject old, ICollection<FieldError> errors)
    {
        if (IsStatefulSet)
        {
            // The name of the service is fixed, and so is a template that was kept before it was checked.
            var before = new List<FieldError>();
            Check(old, true, before);
            Check(obj, before.Count == 0, errors);
            if (!JsonNodes.DeepEqual(Fixed(obj), Fixed(old)))
            {
                errors.Add(FieldErrors.Forbidden("spec", FixedText));
            }
        }
        else
        {
            Check(obj, true, errors);
            FieldRules.Immutable(obj, old, "spec.selector", errors);
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

    // A stateful set names the hosts of its pods, which have a volume for each of its claim templates.
    private static JsonObject? TemplateOf(JsonObject? spec)
    {
        var filled = JsonNodes.GetObject(spec, "template")?.DeepClone() as JsonObject;
        if (JsonNodes.GetObject(filled, "spec") is not { } pod)
        {
            return filled;
        }

        pod.Remove("hostname");
        pod.Remove("subdomain");
        var claims = FieldRules.Items(spec, "volumeClaimTemplates", "").Select(c => MetadataView.Of(c.Item).Name).ToHashSet(StringComparer.Ordinal);
        if (claims.Count > 0)
        {
            var own = FieldRules.Items(pod, "volumes", "").Where(v => !claims.Contains(JsonNodes.GetString(v.Item, "name") ?? ""));
            var all = claims.Select(ClaimVolume).Concat(own.Select(v => v.Item.DeepClone()));
            pod["volumes"] = new JsonArray([.. all]);
        }

        return filled;
    }

    private static JsonNode ClaimVolume(string name) =>
        new JsonObject { ["name"] = name, ["persistentVolumeClaim"] = new JsonObject { ["claimName"] = name } };

    private static JsonObject Fixed(JsonObject obj)
    {
        var spec = JsonNodes.GetObject(obj, "spec")?.DeepClone() as JsonObject ?? [];
        foreach (var field in Changeable)
        {
            spec.Remove(field);
        }

        return spec;
    }

    // In the order of each kind in kubernetes pkg/apis/apps/validation.
    private void Check(JsonObject obj, bool checksTemplate, ICollection<FieldError> errors)
    {
        var spec = JsonNodes.GetObject(obj, "spec");
        FieldRules.AtLeast(spec, "replicas", "spec", 0, errors);
        var isRolloutFirst = Resource.Resource is "statefulsets" or "replicasets";
        if (isRolloutFirst)
        {
            RolloutRules.Check(Resource.Resource, spec, errors);
        }

        ValidateSelector(obj, errors);
        if (checksTemplate)
        {
            PodTemplateRules.Check(IsStatefulSet ? TemplateOf(spec) : JsonNodes.GetObject(spec, "template"), "spec.template", errors);
        }

        PodTemplateRules.CheckLasting(
            JsonNodes.GetObject(spec, "template"), "spec.template",
            Resource.Resource switch { "daemonsets" => "DaemonSet", "statefulsets" => "StatefulSet", _ => "ReplicaSet" }, errors);
        if (!isRolloutFirst)
        {
            RolloutRules.Check(Resource.Resource, spec, errors);
        }
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
