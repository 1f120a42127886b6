using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.CustomResources.Rules;

/// <summary>The form of x-kubernetes-validations; the expressions themselves are not read.</summary>
internal static class ExpressionRules
{
    private static readonly string[] Reasons = ["FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"];

    public static void Check(JsonObject schema, string path, ICollection<FieldError> errors)
    {
        var rules = Spec.Objects(schema, "x-kubernetes-validations");
        for (var i = 0; i < rules.Count; i++)
        {
            CheckRule(rules[i], $"{path}.x-kubernetes-validations[{i}]", errors);
        }
    }

    private static void CheckRule(JsonObject rule, string path, ICollection<FieldError> errors)
    {
        var text = Spec.Text(rule, "rule").Trim();
        var message = Spec.Text(rule, "message");
        if (text.Length == 0)
        {
            errors.Add(FieldErrors.Required($"{path}.rule", "rule is not specified"));
        }
        else if (message.Length > 0 && message.Trim().Length == 0)
        {
            errors.Add(FieldErrors.Invalid($"{path}.message", message, "must be non-empty if specified"));
        }
        else if (HasBreak(message.Trim()))
        {
            errors.Add(FieldErrors.Invalid($"{path}.message", message, "must not contain line breaks"));
        }
        else if (HasBreak(text) && message.Trim().Length == 0)
        {
            errors.Add(FieldErrors.Required($"{path}.message", "message must be specified if rule contains line breaks"));
        }

        if (Spec.Text(rule, "messageExpression") is { Length: > 0 } expression && expression.Trim().Length == 0)
        {
            errors.Add(FieldErrors.Required($"{path}.messageExpression", "messageExpression must be non-empty if specified"));
        }

        if (JsonNodes.GetString(rule, "reason") is { } reason && !Reasons.Contains(reason, StringComparer.Ordinal))
        {
            errors.Add(FieldErrors.NotSupported($"{path}.reason", reason, Reasons));
        }

        var field = Spec.Text(rule, "fieldPath");
        if (field.Length > 0 && field.Trim().Length == 0)
        {
            errors.Add(FieldErrors.Invalid($"{path}.fieldPath", field, "must be non-empty if specified"));
        }

        if (HasBreak(field))
        {
            errors.Add(FieldErrors.Invalid($"{path}.fieldPath", field, "must not contain line breaks"));
        }
    }

    private static bool HasBreak(string text) => text.AsSpan().IndexOfAny('\n', '\r') >= 0;
}
