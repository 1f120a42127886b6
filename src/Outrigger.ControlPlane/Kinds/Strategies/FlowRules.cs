using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>FlowSchemas and PriorityLevelConfigurations.</summary>
internal static class FlowRules
{
    private const long LastPrecedence = 10_000;
    private static readonly string[] Subjects = ["Group", "ServiceAccount", "User"];

    public static void CheckSchema(JsonObject obj, ICollection<FieldError> errors)
    {
        var spec = JsonNodes.GetObject(obj, "spec");
        var precedence = JsonNodes.GetLong(spec, "matchingPrecedence") ?? 0;
        var fault = precedence <= 0 ? "must be a positive value"
            : precedence > LastPrecedence ? $"must not be greater than {LastPrecedence}"
            : precedence == 1 && MetadataView.Of(obj).Name is not "exempt" ? "only the schema named 'exempt' may have matchingPrecedence 1"
            : null;
        if (fault is not null)
        {
            errors.Add(FieldErrors.Invalid("spec.matchingPrecedence", precedence, fault));
        }

        FieldRules.OneOf(
            JsonNodes.GetObject(spec, "distinguisherMethod"), "type", "spec.distinguisherMethod", ["ByNamespace", "ByUser"], errors);
        var level = JsonNodes.GetObject(spec, "priorityLevelConfiguration");
        if (FieldRules.Text(level, "name", "spec.priorityLevelConfiguration", errors, "must reference a priority level"))
        {
            FieldRules.Form(level, "name", "spec.priorityLevelConfiguration", Formats.Dns1123Subdomain, errors);
        }

        foreach (var (rule, path) in FieldRules.Items(spec, "rules", "spec"))
        {
            CheckRule(rule, path, errors);
        }
    }

    public static void CheckLevel(JsonObject obj, ICollection<FieldError> errors)
    {
        var spec = JsonNodes.GetObject(obj, "spec");
        var type = JsonNodes.GetString(spec, "type") ?? "";
        var (isExempt, isLimited) = (type is "Exempt", type is "Limited");
        if (!isExempt && !isLimited)
        {
            errors.Add(FieldErrors.NotSupported("spec.type", type, "Exempt", "Limited"));
            return;
        }

        if (isLimited && spec!["limited"] is null)
        {
            errors.Add(FieldErrors.Required("spec.limited", "must not be empty when type is Limited"));
        }

        var other = isExempt ? "limited" : "exempt";
        if (spec![other] is not null)
        {
            errors.Add(FieldErrors.Forbidden($"spec.{other}", $"must be nil if the type is {(isExempt ? "not Limited" : "Limited")}"));
        }

        var own = isExempt ? "exempt" : "limited";
        var values = JsonNodes.GetObject(spec, own);
        FieldRules.AtLeast(values, "nominalConcurrencyShares", $"spec.{own}", 0, errors, "must be a non-negative integer");
        if (JsonNodes.GetLong(values, "lendablePercent") is { } lendable and (< 0 or > 100))
        {
            errors.Add(FieldErrors.Invalid($"spec.{own}.lendablePercent", lendable, "must be between 0 and 100, inclusive"));
        }
    }

    private static void CheckRule(JsonObject rule, string path, ICollection<FieldError> errors)
    {
        var subjects = FieldRules.Items(rule, "subjects", path).ToList();
        if (subjects.Count == 0)
        {
            errors.Add(FieldErrors.Required($"{path}.subjects", "subjects must contain at least one value"));
        }

        foreach (var (subject, at) in subjects)
        {
            CheckSubject(subject, at, errors);
        }

        if (JsonNodes.GetArray(rule, "resourceRules") is not { Count: > 0 } && JsonNodes.GetArray(rule, "nonResourceRules") is not { Count: > 0 })
        {
            errors.Add(FieldErrors.Required(path, "at least one of resourceRules and nonResourceRules has to be non-empty"));
        }

        foreach (var (item, at) in FieldRules.Items(rule, "resourceRules", path))
        {
            CheckList(item, "verbs", at, "verbs must contain at least one value", "verbs", errors);
            CheckList(item, "apiGroups", at, "resource rules must supply at least one api group", "api groups", errors);
            CheckList(item, "resources", at, "resource rules must supply at least one resource", "resources", errors);
            if (JsonNodes.GetBool(item, "clusterScope") is not true || JsonNodes.GetArray(item, "namespaces") is { Count: > 0 })
            {
                CheckList(
                    item, "namespaces", at, "resource rules that are not cluster scoped must supply at least one namespace", "namespaces", errors);
            }
        }

        foreach (var (item, at) in FieldRules.Items(rule, "nonResourceRules", path))
        {
            CheckList(item, "verbs", at, "verbs must contain at least one value", "verbs", errors);
            CheckList(item, "nonResourceURLs", at, "nonResourceURLs must contain at least one value", "non-resource URLs", errors);
        }
    }

    private static void CheckList(
        JsonObject item, string field, string path, string missing, string noun, ICollection<FieldError> errors)
    {
        var values = JsonNodes.StringList(item[field]);
        if (values.Count == 0)
        {
            errors.Add(FieldErrors.Required($"{path}.{field}", missing));
        }
        else if (values.Count > 1 && values.Contains("*", StringComparer.Ordinal))
        {
            errors.Add(FieldErrors.Invalid($"{path}.{field}", item[field], $"if '*' is present, must not specify other {noun}"));
        }
    }

    private static void CheckSubject(JsonObject subject, string path, ICollection<FieldError> errors)
    {
        var kind = JsonNodes.GetString(subject, "kind") ?? "";
        if (!Subjects.Contains(kind, StringComparer.Ordinal))
        {
            errors.Add(FieldErrors.NotSupported($"{path}.kind", kind, Subjects));
            return;
        }

        foreach (var one in Subjects)
        {
            var field = char.ToLowerInvariant(one[0]) + one[1..];
            if (one != kind && subject[field] is not null)
            {
                errors.Add(FieldErrors.Forbidden($"{path}.{field}", $"{field} is forbidden when subject kind is not '{one}'"));
            }
            else if (one == kind && subject[field] is null)
            {
                errors.Add(FieldErrors.Required($"{path}.{field}", $"{field} is required when subject kind is '{one}'"));
            }
            else if (one == kind)
            {
                FieldRules.Text(subject[field] as JsonObject, "name", $"{path}.{field}", errors);
            }
        }

        if (kind is "ServiceAccount" && subject["serviceAccount"] is JsonObject account)
        {
            FieldRules.Text(account, "namespace", $"{path}.serviceAccount", errors, "must specify namespace for service account");
        }
    }
}
