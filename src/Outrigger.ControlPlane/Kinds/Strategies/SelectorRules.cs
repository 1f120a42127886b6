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
            FieldRules.Refuse($"{path}.matchLabels", key, Formats.LabelKey(key), errors);
            FieldRules.Refuse($"{path}.matchLabels", value, Formats.LabelValue(value), errors);
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
        FieldRules.Refuse($"{path}.key", key, Formats.LabelKey(key), errors);
        for (var i = 0; i < values.Count; i++)
        {
            FieldRules.Refuse($"{path}.values[{i}]", values[i], Formats.LabelValue(values[i]), errors);
        }
    }
}
