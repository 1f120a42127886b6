using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Cel.Rules;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;
using Outrigger.ControlPlane.CustomResources.Schemas;

namespace Outrigger.ControlPlane.CustomResources.Rules;

/// <summary>x-kubernetes-validations: their form, and that their expressions can be evaluated.</summary>
internal static class ExpressionRules
{
    private static readonly string[] Reasons = ["FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"];

    /// <summary>Checks the form of the rules of one level.</summary>
    public static void CheckForm(JsonObject schema, string path, ICollection<FieldError> errors)
    {
        var rules = Spec.Objects(schema, "x-kubernetes-validations");
        for (var i = 0; i < rules.Count; i++)
        {
            CheckRule(schema, rules[i], $"{path}.x-kubernetes-validations[{i}]", errors);
        }
    }

    /// <summary>
    /// Compiles the rules of a level whose schema is right. <paramref name="uncorrelated"/> is the path of what around it loses sight of
    /// old values; null for nothing.
    /// </summary>
    public static void CheckLanguage(JsonObject schema, bool isWhole, string path, string? uncorrelated, ICollection<FieldError> errors)
    {
        var rules = Spec.Objects(schema, "x-kubernetes-validations");
        if (rules.Count == 0)
        {
            return;
        }

        var read = JsonSchemaReader.Read(schema);
        for (var i = 0; i < rules.Count; i++)
        {
            var own = $"{path}.x-kubernetes-validations[{i}]";
            var compiled = CompiledRule.Compile(read, isWhole, RuleReader.Rule(rules[i]));
            if (compiled.Fault is { } fault)
            {
                errors.Add(FieldErrors.Invalid($"{own}.rule", rules[i], fault));
            }

            if (compiled.MessageFault is { } wrong)
            {
                errors.Add(FieldErrors.Invalid($"{own}.messageExpression", rules[i], wrong));
            }

            CheckOldSelf(compiled, own, uncorrelated, errors);
        }
    }

    private static void CheckOldSelf(CompiledRule rule, string path, string? uncorrelated, ICollection<FieldError> errors)
    {
        if (rule.UsesOldSelf && uncorrelated is not null)
        {
            errors.Add(FieldErrors.Invalid(
                $"{path}.rule", rule.Source.Rule, $"oldSelf cannot be used on the uncorrelatable portion of the schema within {uncorrelated}"));
        }
        else if (!rule.UsesOldSelf && rule.Source.OptionalOldSelf is { } optional)
        {
            errors.Add(FieldErrors.Invalid($"{path}.optionalOldSelf", JsonValue.Create(optional), "may not be set if oldSelf is not used in rule"));
        }
    }

    private static void CheckRule(JsonObject schema, JsonObject rule, string path, ICollection<FieldError> errors)
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

        CheckPath(schema, Spec.Text(rule, "fieldPath"), path, errors);
    }

    private static void CheckPath(JsonObject schema, string field, string path, ICollection<FieldError> errors)
    {
        if (field.Length > 0 && field.Trim().Length == 0)
        {
            errors.Add(FieldErrors.Invalid($"{path}.fieldPath", field, "must be non-empty if specified"));
        }

        if (HasBreak(field))
        {
            errors.Add(FieldErrors.Invalid($"{path}.fieldPath", field, "must not contain line breaks"));
        }
        else if (field.Trim().Length > 0 && RulePaths.Normalize(field, JsonSchemaReader.Read(schema), out _) is null)
        {
            errors.Add(FieldErrors.Invalid($"{path}.fieldPath", field, "must be a valid path"));
        }
    }

    private static bool HasBreak(string text) => text.AsSpan().IndexOfAny('\n', '\r') >= 0;
}
