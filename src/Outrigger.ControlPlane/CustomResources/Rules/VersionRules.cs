using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.CustomResources.Rules;

/// <summary>One version of a CRD.</summary>
internal static class VersionRules
{
    private static readonly string[] ColumnTypes = ["boolean", "date", "integer", "number", "string"];
    private static readonly string[] ColumnFormats = ["byte", "date", "date-time", "double", "float", "int32", "int64", "password"];

    public static void Check(JsonObject version, string path, ICollection<FieldError> errors)
    {
        CheckDeprecation(version, path, errors);
        var subresources = JsonNodes.GetObject(version, "subresources");
        if (JsonNodes.GetObject(version, "schema", "openAPIV3Schema") is { } schema)
        {
            RootSchemaRules.Check(schema, subresources?.ContainsKey("status") == true, $"{path}.schema", errors);
        }

        if (JsonNodes.GetObject(subresources, "scale") is { } scale)
        {
            CheckScale(scale, $"{path}.subresources", errors);
        }

        var columns = Spec.Objects(version, "additionalPrinterColumns");
        for (var i = 0; i < columns.Count; i++)
        {
            CheckColumn(columns[i], $"{path}.additionalPrinterColumns[{i}]", errors);
        }

        SelectableFieldRules.Check(version, path, errors);
    }

    private static void CheckDeprecation(JsonObject version, string path, ICollection<FieldError> errors)
    {
        if (JsonNodes.GetString(version, "deprecationWarning") is not { } warning)
        {
            return;
        }

        path = $"{path}.deprecationWarning";
        if (!Spec.Is(version, "deprecated"))
        {
            errors.Add(FieldErrors.Invalid(path, warning, "can only be set for deprecated versions"));
            return;
        }

        if (Encoding.UTF8.GetByteCount(warning) > 256)
        {
            errors.Add(FieldErrors.Invalid(path, warning, "must be <= 256 characters long"));
        }

        if (warning.Length == 0)
        {
            errors.Add(FieldErrors.Invalid(path, warning, "must not be an empty string"));
        }

        var index = 0;
        foreach (var rune in warning.EnumerateRunes())
        {
            if (!IsPrintable(rune))
            {
                errors.Add(FieldErrors.Invalid(
                    path, warning, $"must only contain printable UTF-8 characters; non-printable character found at index {index}"));
                return;
            }

            index += rune.Utf8SequenceLength;
        }
    }

    private static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    private static void CheckScale(JsonObject scale, string path, ICollection<FieldError> errors)
    {
        CheckReplicas(Spec.Text(scale, "specReplicasPath"), ".spec", $"{path}.scale.specReplicasPath", errors);
        CheckReplicas(Spec.Text(scale, "statusReplicasPath"), ".status", $"{path}.scale.statusReplicasPath", errors);
        var selector = Spec.Text(scale, "labelSelectorPath");
        if (selector.Length > 0 && IsSimplePath(selector, $"{path}.scale.labelSelectorPath", errors)
            && !selector.StartsWith(".spec.", StringComparison.Ordinal) && !selector.StartsWith(".status.", StringComparison.Ordinal))
        {
            errors.Add(FieldErrors.Invalid(
                $"{path}.scale.labelSelectorPath", selector, "should be a json path under either .spec or .status"));
        }
    }

    private static void CheckReplicas(string text, string parent, string path, ICollection<FieldError> errors)
    {
        if (text.Length == 0)
        {
            errors.Add(FieldErrors.Required(path));
        }
        else if (IsSimplePath(text, path, errors) && !text.StartsWith($"{parent}.", StringComparison.Ordinal))
        {
            errors.Add(FieldErrors.Invalid(path, text, $"should be a json path under {parent}"));
        }
    }

    private static void CheckColumn(JsonObject column, string path, ICollection<FieldError> errors)
    {
        if (Spec.Text(column, "name").Length == 0)
        {
            errors.Add(FieldErrors.Required($"{path}.name"));
        }

        var type = Spec.Text(column, "type");
        var types = $"must be one of {string.Join(',', ColumnTypes)}";
        if (type.Length == 0)
        {
            errors.Add(FieldErrors.Required($"{path}.type", types));
        }
        else if (!ColumnTypes.Contains(type, StringComparer.Ordinal))
        {
            errors.Add(FieldErrors.Invalid($"{path}.type", type, types));
        }

        var format = Spec.Text(column, "format");
        if (format.Length > 0 && !ColumnFormats.Contains(format, StringComparer.Ordinal))
        {
            errors.Add(FieldErrors.Invalid($"{path}.format", format, $"must be one of {string.Join(',', ColumnFormats)}"));
        }

        var jsonPath = Spec.Text(column, "jsonPath");
        if (jsonPath.Length == 0)
        {
            errors.Add(FieldErrors.Required($"{path}.JSONPath"));
        }
        else
        {
            IsSimplePath(jsonPath, $"{path}.JSONPath", errors);
        }
    }

    private static bool IsSimplePath(string text, string path, ICollection<FieldError> errors)
    {
        if (text[0] == '.')
        {
            return true;
        }

        errors.Add(FieldErrors.Invalid(path, text, "must be a simple json path starting with ."));
        return false;
    }
}
