using System.Buffers;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Cel.Types;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;
using Outrigger.ControlPlane.Expressions;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>Admission policies (kubernetes pkg/apis/admissionregistration/validation).</summary>
internal static class PolicyRules
{
    private const int MaxAnnotations = 20;
    private const int MaxAnnotationExpression = 5 * 1024;
    private const string Nothing = "validations or auditAnnotations must contain at least one item";

    private static readonly SearchValues<char> IdentifierCharacters =
        SearchValues.Create("_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    // CEL's own words cannot be names.
    private static readonly string[] Reserved =
    [
        "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package",
        "namespace", "return", "var", "void", "while",
    ];

    /// <summary>A ValidatingAdmissionPolicy.</summary>
    public static void CheckValidating(JsonObject obj, ICollection<FieldError> errors)
    {
        var compiler = new PolicyCompiler(JsonNodes.GetObject(obj, "spec", "paramKind") is not null);
        var spec = CheckCommon(obj, errors, compiler);
        if (!FieldRules.Items(spec, "validations", "").Any() && !FieldRules.Items(spec, "auditAnnotations", "").Any())
        {
            errors.Add(FieldErrors.Required("spec.validations", Nothing));
            errors.Add(FieldErrors.Required("spec.auditAnnotations", Nothing));
            return;
        }

        foreach (var (validation, path) in FieldRules.Items(spec, "validations", "spec"))
        {
            CheckValidation(validation, path, compiler, errors);
        }

        CheckAnnotations(spec, JsonNodes.GetString(obj, "metadata", "name") ?? "", compiler, errors);
    }

    /// <summary>A MutatingAdmissionPolicy.</summary>
    public static void CheckMutating(JsonObject obj, ICollection<FieldError> errors)
    {
        var compiler = new PolicyCompiler(JsonNodes.GetObject(obj, "spec", "paramKind") is not null);
        var spec = CheckCommon(obj, errors, compiler, AdmissionRules.Mutating);
        if (!FieldRules.Items(spec, "mutations", "").Any())
        {
            errors.Add(FieldErrors.Required("spec.mutations", "mutations must contain at least one item"));
        }

        foreach (var (mutation, path) in FieldRules.Items(spec, "mutations", "spec"))
        {
            MutationRules.Check(mutation, path, compiler, errors);
        }

        FieldRules.OneOf(spec, "reinvocationPolicy", "spec", ["IfNeeded", "Never"], errors, isRequired: true);
    }

    /// <summary>What the server found out about a ValidatingAdmissionPolicy.</summary>
    public static void CheckStatus(JsonObject obj, ICollection<FieldError> errors)
    {
        var status = JsonNodes.GetObject(obj, "status");
        var checking = JsonNodes.GetObject(status, "typeChecking");
        foreach (var (warning, path) in FieldRules.Items(checking, "expressionWarnings", "status.typeChecking"))
        {
            FieldRules.Text(warning, "warning", path, errors);
            if (string.IsNullOrWhiteSpace(JsonNodes.GetString(warning, "fieldRef")))
            {
                errors.Add(FieldErrors.Required($"{path}.fieldRef"));
            }
        }

        ConditionRules.Check(status, "status", errors);
    }

    private static JsonObject CheckCommon(
        JsonObject obj, ICollection<FieldError> errors, PolicyCompiler compiler, IReadOnlyList<string>? operations = null)
    {
        var spec = JsonNodes.GetObject(obj, "spec") ?? [];
        FieldRules.OneOf(spec, "failurePolicy", "spec", ["Fail", "Ignore"], errors);
        CheckParamKind(JsonNodes.GetObject(spec, "paramKind"), "spec.paramKind", errors);
        var constraints = JsonNodes.GetObject(spec, "matchConstraints");
        if (constraints is null)
        {
            errors.Add(FieldErrors.Required("spec.matchConstraints"));
        }
        else
        {
            MatchResourceRules.Check(constraints, "spec.matchConstraints", errors, operations);
            if (JsonNodes.GetArray(constraints, "resourceRules") is not { Count: > 0 })
            {
                errors.Add(FieldErrors.Required("spec.matchConstraints.resourceRules"));
            }
        }

        MatchConditionRules.Check(JsonNodes.GetArray(spec, "matchConditions"), "spec.matchConditions", compiler.Conditions, errors);
        foreach (var (variable, path) in FieldRules.Items(spec, "variables", "spec"))
        {
            CheckVariable(variable, path, compiler, errors);
        }

        return spec;
    }

    private static void CheckParamKind(JsonObject? kind, string path, ICollection<FieldError> errors)
    {
        if (kind is null)
        {
            return;
        }

        if (FieldRules.Text(kind, "apiVersion", path, errors))
        {
            CheckApiVersion(JsonNodes.GetString(kind, "apiVersion")!, $"{path}.apiVersion", errors);
        }

        if (FieldRules.Text(kind, "kind", path, errors))
        {
            var name = JsonNodes.GetString(kind, "kind")!;
            if (Formats.Dns1035Label(name.ToLowerInvariant()) is { Count: > 0 } faults)
            {
                errors.Add(FieldErrors.Invalid($"{path}.kind", name, $"may have mixed case, but should otherwise match: {string.Join(",", faults)}"));
            }
        }
    }

    private static void CheckApiVersion(string text, string path, ICollection<FieldError> errors)
    {
        var parts = text is "/" ? [""] : text.Split('/');
        if (parts.Length > 2)
        {
            errors.Add(FieldErrors.Invalid(path, text, $"unexpected GroupVersion string: {text}"));
            return;
        }

        if (parts is [{ Length: > 0 } group, _] && Formats.Dns1123Subdomain(group) is { Count: > 0 } wrong)
        {
            errors.Add(FieldErrors.Invalid(path, group, string.Join(",", wrong)));
        }

        var version = parts[^1];
        if (version.Length == 0)
        {
            errors.Add(FieldErrors.Invalid(path, text, "version must be specified"));
        }
        else if (Formats.Dns1035Label(version) is { Count: > 0 } faults)
        {
            errors.Add(FieldErrors.Invalid(path, version, string.Join(",", faults)));
        }
    }

    private static void CheckVariable(JsonObject variable, string path, PolicyCompiler compiler, ICollection<FieldError> errors)
    {
        var name = JsonNodes.GetString(variable, "name") ?? "";
        if (string.IsNullOrWhiteSpace(name))
        {
            errors.Add(FieldErrors.Required($"{path}.name", "name is not specified"));
        }
        else if (char.IsAsciiDigit(name[0]) || name.AsSpan().ContainsAnyExcept(IdentifierCharacters) || Reserved.Contains(name, StringComparer.Ordinal))
        {
            errors.Add(FieldErrors.Invalid($"{path}.name", name, "must be a valid CEL identifier"));
        }

        if (CheckExpression(variable, path, errors) is { } expression && compiler.Declare(name, expression, out _) is { } fault)
        {
            errors.Add(FieldErrors.Invalid($"{path}.expression", expression, fault));
        }
    }

    private static void CheckValidation(JsonObject validation, string path, PolicyCompiler compiler, ICollection<FieldError> errors)
    {
        if (CheckExpression(validation, path, errors) is { } expression
            && ExpressionFaults.Find(compiler.Expressions, expression, out _, CelType.Bool) is { } fault)
        {
            errors.Add(FieldErrors.Invalid($"{path}.expression", expression, fault));
        }

        foreach (var field in (string[])["messageExpression", "message"])
        {
            if (JsonNodes.GetString(validation, field) is not { Length: > 0 } text)
            {
                continue;
            }

            if (string.IsNullOrWhiteSpace(text))
            {
                errors.Add(FieldErrors.Invalid($"{path}.{field}", text, "must be non-empty if specified"));
            }
            else if (field is "message" && text.AsSpan().Trim().ContainsAny('\n', '\r'))
            {
                errors.Add(FieldErrors.Invalid($"{path}.{field}", text, "must not contain line breaks"));
            }
            else if (field is "messageExpression" && ExpressionFaults.Find(compiler.Messages, text.Trim(), out _, CelType.String) is { } wrong)
            {
                errors.Add(FieldErrors.Invalid($"{path}.{field}", text.Trim(), wrong));
            }
        }

        FieldRules.OneOf(validation, "reason", path, ["Forbidden", "Invalid", "RequestEntityTooLarge"], errors);
    }

    // The expression; null when there is none.
    private static string? CheckExpression(JsonObject holder, string path, ICollection<FieldError> errors)
    {
        var expression = JsonNodes.GetString(holder, "expression")?.Trim() ?? "";
        if (expression.Length == 0)
        {
            errors.Add(FieldErrors.Required($"{path}.expression", "expression is not specified"));
        }

        return expression.Length == 0 ? null : expression;
    }

    private static void CheckAnnotations(JsonObject spec, string name, PolicyCompiler compiler, ICollection<FieldError> errors)
    {
        var annotations = FieldRules.Items(spec, "auditAnnotations", "spec").ToList();
        if (annotations.Count > MaxAnnotations)
        {
            errors.Add(FieldErrors.Invalid("spec.auditAnnotations", spec["auditAnnotations"], $"must not have more than {MaxAnnotations} auditAnnotations"));
        }

        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (annotation, path) in annotations)
        {
            var key = JsonNodes.GetString(annotation, "key") ?? "";
            FieldRules.Refuse($"{path}.key", $"{name}/{key}", Formats.LabelKey($"{name}/{key}"), errors);

            var expression = JsonNodes.GetString(annotation, "valueExpression")?.Trim() ?? "";
            if (expression.Length == 0)
            {
                errors.Add(FieldErrors.Required($"{path}.valueExpression", "valueExpression is not specified"));
            }
            else if (expression.Length > MaxAnnotationExpression)
            {
                errors.Add(FieldErrors.Required($"{path}.valueExpression", $"must not exceed {MaxAnnotationExpression} bytes in length"));
            }
            else if (ExpressionFaults.Find(compiler.Expressions, expression, out _, CelType.String, CelType.Null) is { } wrong)
            {
                errors.Add(FieldErrors.Invalid($"{path}.valueExpression", expression, wrong));
            }

            if (!keys.Add(key))
            {
                errors.Add(FieldErrors.Duplicate($"{path}.key", key));
            }
        }
    }
}
