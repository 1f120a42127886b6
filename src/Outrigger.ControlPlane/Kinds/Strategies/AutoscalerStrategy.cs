using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Validation;
using Outrigger.Registry.Operations;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>HorizontalPodAutoscalers, stored as autoscaling/v2 (kubernetes pkg/apis/autoscaling/validation).</summary>
internal sealed class AutoscalerStrategy() : BuiltInStrategy(new GroupResource("autoscaling", "horizontalpodautoscalers"))
{
    private const long LongestPeriod = 1800;
    private const long LongestWindow = 3600;
    private static readonly string[] PolicyTypes = ["Percent", "Pods"];
    private static readonly string[] SelectPolicies = ["Disabled", "Max", "Min"];

    /// <inheritdoc/>
    public override void Validate(OperationContext context, JsonObject obj, ICollection<FieldError> errors)
    {
        var spec = JsonNodes.GetObject(obj, "spec");
        FieldRules.AtLeast(spec, "minReplicas", "spec", 1, errors);
        var most = JsonNodes.GetLong(spec, "maxReplicas") ?? 0;
        if (most == 0)
        {
            errors.Add(FieldErrors.Required("spec.maxReplicas", "must be set and greater than 0"));
        }
        else if (most < 0)
        {
            errors.Add(FieldErrors.Invalid("spec.maxReplicas", most, "must be greater than or equal to 1"));
        }

        if (JsonNodes.GetLong(spec, "minReplicas") > most)
        {
            errors.Add(FieldErrors.Invalid("spec.maxReplicas", most, "must be greater than or equal to `minReplicas`"));
        }

        MetricRules.CheckReference(JsonNodes.GetObject(spec, "scaleTargetRef"), "spec.scaleTargetRef", errors);
        foreach (var (metric, path) in FieldRules.Items(spec, "metrics", "spec"))
        {
            MetricRules.Check(metric, path, errors);
        }

        CheckRules(JsonNodes.GetObject(spec, "behavior", "scaleUp"), "spec.behavior.scaleUp", errors);
        CheckRules(JsonNodes.GetObject(spec, "behavior", "scaleDown"), "spec.behavior.scaleDown", errors);
    }

    /// <inheritdoc/>
    public override void ValidateSubresourceUpdate(
        OperationContext context, JsonObject obj, JsonObject old, ICollection<FieldError> errors)
    {
        var status = JsonNodes.GetObject(obj, "status");
        FieldRules.AtLeast(status, "currentReplicas", "status", 0, errors);
        FieldRules.AtLeast(status, "desiredReplicas", "status", 0, errors);
    }

    private static void CheckRules(JsonObject? rules, string path, ICollection<FieldError> errors)
    {
        if (rules is null)
        {
            return;
        }

        FieldRules.AtLeast(rules, "stabilizationWindowSeconds", path, 0, errors, "must be greater than or equal to zero");
        FieldRules.AtMost(rules, "stabilizationWindowSeconds", path, LongestWindow, errors);
        FieldRules.OneOf(rules, "selectPolicy", path, SelectPolicies, errors);
        if (JsonNodes.GetArray(rules, "policies") is not { Count: > 0 })
        {
            errors.Add(FieldErrors.Required($"{path}.policies", "must specify at least one Policy"));
        }

        foreach (var (policy, at) in FieldRules.Items(rules, "policies", path))
        {
            if (JsonNodes.GetString(policy, "type") is not ("Pods" or "Percent"))
            {
                errors.Add(FieldErrors.NotSupported($"{at}.type", JsonNodes.GetString(policy, "type") ?? "", PolicyTypes));
            }

            FieldRules.AtLeast(policy, "value", at, 1, errors, "must be greater than zero");
            FieldRules.AtLeast(policy, "periodSeconds", at, 1, errors, "must be greater than zero");
            FieldRules.AtMost(policy, "periodSeconds", at, LongestPeriod, errors);
        }
    }
}
