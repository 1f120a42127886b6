using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>Which nodes are meant: any of several terms (kubernetes ValidateNodeSelector).</summary>
internal static class NodeSelectorRules
{
    private const string ExactlyOne = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";

    public static void Check(JsonObject selector, string path, ICollection<FieldError> errors)
    {
        if (JsonNodes.GetArray(selector, "nodeSelectorTerms") is not { Count: > 0 })
        {
            errors.Add(FieldErrors.Required($"{path}.nodeSelectorTerms", "must have at least one node selector term"));
            return;
        }

        foreach (var (term, at) in FieldRules.Items(selector, "nodeSelectorTerms", path))
        {
            CheckTerm(term, at, checksValues: true, errors);
        }
    }

    /// <summary>Checks one term. The values of labels are free where a term is only preferred.</summary>
    public static void CheckTerm(JsonObject term, string path, bool checksValues, ICollection<FieldError> errors)
    {
        foreach (var (requirement, at) in FieldRules.Items(term, "matchExpressions", path))
        {
            CheckLabels(requirement, at, checksValues, errors);
        }

        foreach (var (requirement, at) in FieldRules.Items(term, "matchFields", path))
        {
            CheckFields(requirement, at, errors);
        }
    }

    private static void CheckLabels(JsonObject requirement, string path, bool checksValues, ICollection<FieldError> errors)
    {
        var values = JsonNodes.StringList(requirement["values"]);
        switch (JsonNodes.GetString(requirement, "operator") ?? "")
        {
            case "In" or "NotIn" when values.Count == 0:
                errors.Add(FieldErrors.Required($"{path}.values", "must be specified when `operator` is 'In' or 'NotIn'"));
                break;
            case "Exists" or "DoesNotExist" when values.Count > 0:
                errors.Add(FieldErrors.Forbidden($"{path}.values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
                break;
            case "Gt" or "Lt" when values.Count != 1:
                errors.Add(FieldErrors.Required($"{path}.values", "must be specified single value when `operator` is 'Lt' or 'Gt'"));
                break;
            case "In" or "NotIn" or "Exists" or "DoesNotExist" or "Gt" or "Lt":
                break;
            case var unknown:
                errors.Add(FieldErrors.Invalid($"{path}.operator", unknown, "not a valid selector operator"));
                break;
        }

        var key = JsonNodes.GetString(requirement, "key") ?? "";
        FieldRules.Refuse($"{path}.key", key, Formats.LabelKey(key), errors);

        for (var i = 0; checksValues && i < values.Count; i++)
        {
            FieldRules.Refuse($"{path}.values[{i}]", values[i], Formats.LabelValue(values[i]), errors);
        }
    }

    // Only nodes by their names can be chosen so.
    private static void CheckFields(JsonObject requirement, string path, ICollection<FieldError> errors)
    {
        var values = JsonNodes.StringList(requirement["values"]);
        var op = JsonNodes.GetString(requirement, "operator") ?? "";
        if (op is not ("In" or "NotIn"))
        {
            errors.Add(FieldErrors.Invalid($"{path}.operator", op, "not a valid selector operator"));
        }
        else if (values.Count != 1)
        {
            errors.Add(FieldErrors.Required($"{path}.values", ExactlyOne));
        }

        var key = JsonNodes.GetString(requirement, "key") ?? "";
        if (key is not "metadata.name")
        {
            errors.Add(FieldErrors.Invalid($"{path}.key", key, "not a valid field selector key"));
            return;
        }

        for (var i = 0; i < values.Count; i++)
        {
            FieldRules.Refuse($"{path}.values[{i}]", values[i], Formats.Dns1123Subdomain(values[i]), errors);
        }
    }
}
