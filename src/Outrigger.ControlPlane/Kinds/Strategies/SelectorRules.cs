using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>What a label selector in an object must satisfy (metav1 ValidateLabelSelector).</summary>
internal static class SelectorRules
{
    private static readonly string[] Operators = ["In", "NotIn", "Exists", "DoesNotExist"];

    public static void Check(JsonObject? selector, string path, ICollection<FieldError> errors)
    {
        foreach (var (key, value) in JsonNodes.StringMap(selector?["matchLabels"]))
        {
            Add(Formats.LabelKey(key), $"{path}.matchLabels", key, errors);
            Add(Formats.LabelValue(value), $"{path}.matchLabels", value, errors);
        }

        var expressions = JsonNodes.GetArray(selector, "matchExpressions") ?? [];
        for (var i = 0; i < expressions.Count; i++)
        {
            CheckExpression(expressions[i] as JsonObject, $"{path}.matchExpressions[{i}]", errors);
        }
    }

    private static void CheckExpression(JsonObject? expression, string path, ICollection<FieldError> errors)
    {
        var op = JsonNodes.GetString(expression, "operator") ?? "";
        var values = JsonNodes.StringList(expression?["values"]);
        if (op is "In" or "NotIn" && values.Count == 0)
        {
            errors.Add(FieldErrors.Required($"{path}.values", "must be specified when `operator` is 'In' or 'NotIn'"));
        }
        else if (op is "Exists" or "DoesNotExist" && values.Count > 0)
        {
            errors.Add(FieldErrors.Forbidden($"{path}.values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
        }
        else if (!Operators.Contains(op, StringComparer.Ordinal))
        {
            errors.Add(FieldErrors.Invalid($"{path}.operator", op, "not a valid selector operator"));
        }

        var key = JsonNodes.GetString(expression, "key") ?? "";
        Add(Formats.LabelKey(key), $"{path}.key", key, errors);
        for (var i = 0; i < values.Count; i++)
        {
            Add(Formats.LabelValue(values[i]), $"{path}.values[{i}]", values[i], errors);
        }
    }

    private static void Add(IReadOnlyList<string> faults, string path, string value, ICollection<FieldError> errors)
    {
        foreach (var fault in faults)
        {
            errors.Add(FieldErrors.Invalid(path, value, fault));
        }
    }
}
