using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.CustomResources.Rules;

/// <summary>The selectable fields of a version: a few scalar fields that its schema has.</summary>
internal static class SelectableFieldRules
{
    private const int Most = 8;

    public static void Check(JsonObject version, string path, ICollection<FieldError> errors)
    {
        var fields = Spec.Objects(version, "selectableFields");
        if (fields.Count == 0)
        {
            return;
        }

        path = $"{path}.selectableFields";
        if (JsonNodes.GetObject(version, "schema", "openAPIV3Schema") is not { } schema)
        {
            errors.Add(FieldErrors.Invalid(path, "", "may only be set when `version.schema.openAPIV3Schema` is not included"));
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < fields.Count; i++)
        {
            CheckField(Spec.Text(fields[i], "jsonPath"), schema, $"{path}[{i}].jsonPath", seen, errors);
        }

        if (seen.Count > Most)
        {
            errors.Add(FieldErrors.TooMany(path, seen.Count, Most));
        }
    }

    private static void CheckField(string text, JsonObject schema, string path, HashSet<string> seen, ICollection<FieldError> errors)
    {
        if (text.Length == 0)
        {
            errors.Add(FieldErrors.Required(path));
            return;
        }

        if (Find(schema, text, out var fault) is not { } found)
        {
            errors.Add(FieldErrors.Invalid(path, text, $"is an invalid path: {fault}"));
            return;
        }

        if (text.StartsWith(".metadata.", StringComparison.Ordinal) || text is ".metadata")
        {
            errors.Add(FieldErrors.Invalid(path, text, "must not point to fields in metadata"));
        }

        if (Spec.Text(found, "type") is not ("string" or "boolean" or "integer"))
        {
            errors.Add(FieldErrors.Invalid(
                path, text, "must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed."));
        }

        if (!seen.Add(text))
        {
            errors.Add(FieldErrors.Duplicate(path, text));
        }
    }

    private static JsonObject? Find(JsonObject schema, string path, out string fault)
    {
        fault = path[0] != '.' ? $"expected [ or . but got: {path.Split('.')[0]}" : "array notation is not allowed";
        if (path[0] != '.' || path.Contains('[', StringComparison.Ordinal))
        {
            return null;
        }

        fault = "does not refer to a valid field";
        var found = schema;
        foreach (var name in path[1..].Split('.'))
        {
            var next = found.ContainsKey("properties") ? found["properties"]?[name] : found["additionalProperties"];
            if (next is not JsonObject inner)
            {
                return null;
            }

            found = inner;
        }

        return found;
    }
}
