using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Validation;
using Outrigger.Registry.Operations;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>Roles and ClusterRoles (kubernetes pkg/apis/rbac/validation).</summary>
internal sealed class RoleStrategy(GroupResource resource) : BuiltInStrategy(resource)
{
    /// <inheritdoc/>
    public override void Validate(OperationContext context, JsonObject obj, ICollection<FieldError> errors)
    {
        var rules = JsonNodes.GetArray(obj, "rules") ?? [];
        for (var i = 0; i < rules.Count; i++)
        {
            ValidateRule(rules[i] as JsonObject, $"rules[{i}]", errors);
        }

        if (obj["aggregationRule"] is JsonObject aggregation)
        {
            ValidateAggregation(aggregation, errors);
        }
    }

    private void ValidateRule(JsonObject? rule, string path, ICollection<FieldError> errors)
    {
        if (!Has(rule, "verbs"))
        {
            errors.Add(FieldErrors.Required($"{path}.verbs", "verbs must contain at least one value"));
        }

        if (Has(rule, "nonResourceURLs"))
        {
            var urls = rule!["nonResourceURLs"];
            if (Resource.Resource is "roles")
            {
                errors.Add(FieldErrors.Invalid($"{path}.nonResourceURLs", urls, "namespaced rules cannot apply to non-resource URLs"));
            }

            if (Has(rule, "apiGroups") || Has(rule, "resources") || Has(rule, "resourceNames"))
            {
                errors.Add(FieldErrors.Invalid(
                    $"{path}.nonResourceURLs", urls, "rules cannot apply to both regular resources and non-resource URLs"));
            }

            return;
        }

        if (!Has(rule, "apiGroups"))
        {
            errors.Add(FieldErrors.Required($"{path}.apiGroups", "resource rules must supply at least one api group"));
        }

        if (!Has(rule, "resources"))
        {
            errors.Add(FieldErrors.Required($"{path}.resources", "resource rules must supply at least one resource"));
        }
    }

    private static void ValidateAggregation(JsonObject aggregation, ICollection<FieldError> errors)
    {
        const string Path = "aggregationRule.clusterRoleSelectors";
        var selectors = JsonNodes.GetArray(aggregation, "clusterRoleSelectors") ?? [];
        if (selectors.Count == 0)
        {
            errors.Add(FieldErrors.Required(Path, "at least one clusterRoleSelector required if aggregationRule is non-nil"));
        }

        for (var i = 0; i < selectors.Count; i++)
        {
            var before = errors.Count;
            SelectorRules.Check(selectors[i] as JsonObject, $"{Path}[{i}]", errors);
            if (errors.Count > before)
            {
                errors.Add(FieldErrors.Invalid($"{Path}[{i}]", (JsonNode?)null, "invalid label selector."));
            }
        }
    }

    private static bool Has(JsonObject? rule, string field) => JsonNodes.GetArray(rule, field) is { Count: > 0 };
}
