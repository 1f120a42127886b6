using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Schemas;
using Outrigger.ApiMachinery.Validation;
using Outrigger.ControlPlane.CustomResources.Schemas;

namespace Outrigger.ControlPlane.CustomResources.Rules;

/// <summary>What stands within allOf, anyOf, oneOf and not of a structural schema: constraints alone, no types.</summary>
internal static class NestedRules
{
    private static readonly (string Field, string State)[] Forbidden =
    [
        ("type", "empty"), ("additionalProperties", "undefined"), ("default", "undefined"), ("title", "empty"), ("description", "empty"),
        ("nullable", "false"), ("x-kubernetes-preserve-unknown-fields", "false"), ("x-kubernetes-embedded-resource", "false"),
        ("x-kubernetes-int-or-string", "false"), ("x-kubernetes-list-map-keys", "empty"), ("x-kubernetes-list-type", "undefined"),
        ("x-kubernetes-map-type", "undefined"), ("x-kubernetes-validations", "empty"),
    ];

    /// <summary>Checks the constraints of one level, and what is within them.</summary>
    public static void CheckConstraints(JsonObject schema, string path, ICollection<FieldError> errors, bool mayName = true)
    {
        var anyOf = Spec.Objects(schema, "anyOf");
        for (var i = 0; i < anyOf.Count && !(mayName && JunctorReader.NamesIntOrString(anyOf)); i++)
        {
            Nested(anyOf[i], $"{path}.anyOf[{i}]", false, errors);
        }

        var allOf = Spec.Objects(schema, "allOf");
        for (var i = 0; i < allOf.Count; i++)
        {
            Nested(allOf[i], $"{path}.allOf[{i}]", mayName && i == 0, errors);
        }

        var oneOf = Spec.Objects(schema, "oneOf");
        for (var i = 0; i < oneOf.Count; i++)
        {
            Nested(oneOf[i], $"{path}.oneOf[{i}]", false, errors);
        }

        if (schema["not"] is JsonObject not)
        {
            Nested(not, $"{path}.not", false, errors);
        }

        if (JsonNodes.GetString(schema, "pattern") is { } pattern && Fault(pattern) is { } fault)
        {
            errors.Add(FieldErrors.Invalid($"{path}.pattern", pattern, $"must be a valid regular expression, but isn't: {fault}"));
        }
    }

    // mayName: an anyOf of integer and string, which x-kubernetes-int-or-string brings along, may stand here.
    private static void Nested(JsonObject schema, string path, bool mayName, ICollection<FieldError> errors)
    {
        CheckConstraints(schema, path, errors, mayName);
        if (schema["items"] is JsonObject items)
        {
            Nested(items, $"{path}.items", false, errors);
        }

        foreach (var (name, inner) in Spec.Members(schema, "properties"))
        {
            Nested(inner, $"{path}.properties[{name}]", false, errors);
        }

        foreach (var (field, state) in Forbidden.Where(f => schema.ContainsKey(f.Field)))
        {
            errors.Add(FieldErrors.Forbidden($"{path}.{field}", $"must be {state} to be structural"));
        }

        if (JsonNodes.GetObject(schema, "properties", "metadata") is not null)
        {
            errors.Add(FieldErrors.Forbidden($"{path}.properties[metadata]", "must not be specified in a nested context"));
        }
    }

    private static string? Fault(string pattern)
    {
        try
        {
            GoPattern.Compile(pattern);
            return null;
        }
        catch (ArgumentException e)
        {
            return e.Message;
        }
    }
}
