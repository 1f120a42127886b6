using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>What binds an admission policy to requests and parameters.</summary>
internal static class PolicyBindingRules
{
    private const string Exclusive = "name and selector are mutually exclusive";
    private const string Repeats =
        "must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)";

    private static readonly string[] Actions = ["Audit", "Deny", "Warn"];

    /// <summary>A ValidatingAdmissionPolicyBinding.</summary>
    public static void CheckValidating(JsonObject obj, ICollection<FieldError> errors)
    {
        var spec = CheckCommon(obj, errors);
        CheckActions(JsonNodes.StringList(spec["validationActions"]), spec["validationActions"], "spec.validationActions", errors);
    }

    /// <summary>A MutatingAdmissionPolicyBinding.</summary>
    public static void CheckMutating(JsonObject obj, ICollection<FieldError> errors) => CheckCommon(obj, errors, AdmissionRules.Mutating);

    private static JsonObject CheckCommon(JsonObject obj, ICollection<FieldError> errors, IReadOnlyList<string>? operations = null)
    {
        var spec = JsonNodes.GetObject(obj, "spec") ?? [];
        FieldRules.Named(spec, "policyName", "spec", Formats.Dns1123Subdomain, errors);
        CheckParameters(JsonNodes.GetObject(spec, "paramRef"), "spec.paramRef", errors);
        MatchResourceRules.Check(JsonNodes.GetObject(spec, "matchResources"), "spec.matchResources", errors, operations);
        return spec;
    }

    private static void CheckParameters(JsonObject? reference, string path, ICollection<FieldError> errors)
    {
        if (reference is null)
        {
            return;
        }

        var name = JsonNodes.GetString(reference, "name") ?? "";
        var selector = JsonNodes.GetObject(reference, "selector");
        FieldRules.Form(reference, "name", path, static value => NameRules.PathSegment(value, prefix: false), errors);
        if (name.Length > 0 && selector is not null)
        {
            errors.Add(FieldErrors.Forbidden($"{path}.name", Exclusive));
        }

        SelectorRules.Check(selector, $"{path}.selector", errors);
        if (name.Length > 0 && selector is not null)
        {
            errors.Add(FieldErrors.Forbidden($"{path}.selector", Exclusive));
        }

        if (name.Length == 0 && selector is null)
        {
            errors.Add(FieldErrors.Required(path, "one of name or selector must be specified"));
        }

        FieldRules.OneOf(reference, "parameterNotFoundAction", path, ["Deny", "Allow"], errors, isRequired: true);
    }

    private static void CheckActions(IReadOnlyList<string> actions, JsonNode? list, string path, ICollection<FieldError> errors)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < actions.Count; i++)
        {
            if (!Actions.Contains(actions[i], StringComparer.Ordinal))
            {
                errors.Add(FieldErrors.NotSupported($"{path}[{i}]", actions[i], Actions));
            }

            if (!seen.Add(actions[i]))
            {
                errors.Add(FieldErrors.Duplicate($"{path}[{i}]", actions[i]));
            }
        }

        if (seen.IsSupersetOf(["Deny", "Warn"]))
        {
            errors.Add(FieldErrors.Invalid(path, list, Repeats));
        }

        if (seen.Count == 0)
        {
            errors.Add(FieldErrors.Required(path, "at least one validation action is required"));
        }
    }
}
