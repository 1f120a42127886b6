using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Validation;
using Outrigger.Registry.Operations;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>PodDisruptionBudgets (kubernetes pkg/apis/policy/validation).</summary>
internal sealed class DisruptionBudgetStrategy() : BuiltInStrategy(new GroupResource("policy", "poddisruptionbudgets"))
{
    private static readonly string[] Policies = ["AlwaysAllow", "IfHealthyBudget"];

    /// <inheritdoc/>
    public override void Validate(OperationContext context, JsonObject obj, ICollection<FieldError> errors)
    {
        var spec = JsonNodes.GetObject(obj, "spec") ?? [];
        if (spec["minAvailable"] is not null && spec["maxUnavailable"] is not null)
        {
            errors.Add(FieldErrors.Invalid("spec", spec, "minAvailable and maxUnavailable cannot be both set"));
        }

        ShareRules.Check(spec, "minAvailable", "spec", errors);
        ShareRules.Check(spec, "maxUnavailable", "spec", errors);
        SelectorRules.Check(spec["selector"] as JsonObject, "spec.selector", errors);
        FieldRules.OneOf(spec, "unhealthyPodEvictionPolicy", "spec", Policies, errors);
    }

    /// <inheritdoc/>
    public override void ValidateSubresourceUpdate(
        OperationContext context, JsonObject obj, JsonObject old, ICollection<FieldError> errors)
    {
        var status = JsonNodes.GetObject(obj, "status");
        foreach (var field in (string[])["disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods"])
        {
            FieldRules.AtLeast(status, field, "status", 0, errors);
        }
    }
}
