using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.CustomResources.Rules;

/// <summary>The openAPIV3Schema of a version as a whole.</summary>
internal static class RootSchemaRules
{
    private const string AllowedAtRoot =
        "[Description Type Format Title Maximum ExclusiveMaximum Minimum ExclusiveMinimum MaxLength MinLength Pattern MaxItems MinItems " +
        "UniqueItems MultipleOf Required Items Properties ExternalDocs Example XPreserveUnknownFields XValidations]";

    private static readonly HashSet<string> ForbiddenAtRoot = new(StringComparer.Ordinal)
    {
        "id", "$schema", "$ref", "default", "enum", "maxProperties", "minProperties", "allOf", "oneOf", "anyOf", "not", "additionalProperties",
        "patternProperties", "dependencies", "additionalItems", "definitions", "nullable", "x-kubernetes-embedded-resource",
        "x-kubernetes-int-or-string", "x-kubernetes-list-map-keys", "x-kubernetes-list-type", "x-kubernetes-map-type",
    };

    public static void Check(JsonObject schema, bool hasStatus, string path, ICollection<FieldError> errors)
    {
        var found = new List<FieldError>();
        var root = $"{path}.openAPIV3Schema";
        if (hasStatus)
        {
            CheckWithStatus(schema, root, found);
        }

        if (Spec.Is(schema, "nullable"))
        {
            found.Add(FieldErrors.Forbidden($"{root}.nullable", "nullable cannot be true at the root"));
        }

        var structural = new List<FieldError>();
        StructuralRules.CheckRoot(schema, root, structural);
        if (structural.Count == 0)
        {
            CompletenessRules.Check(schema, root, structural);
        }

        if (structural.Count == 0 && IsSupported(schema))
        {
            DefaultRules.Check(schema, root, found);
        }

        found.AddRange(structural.OrderBy(e => e.ToString(), StringComparer.Ordinal));
        SchemaRules.CheckRoot(schema, root, structural.Count == 0, found);
        foreach (var error in found)
        {
            errors.Add(error);
        }
    }

    // So that the schema of the status can be used alone.
    private static void CheckWithStatus(JsonObject schema, string root, List<FieldError> errors)
    {
        if (Spec.Text(schema, "type") is not ("object" or ""))
        {
            errors.Add(FieldErrors.Invalid(
                $"{root}.type",
                Spec.Text(schema, "type"),
                "only \"object\" is allowed as the type at the root of the schema if the status subresource is enabled"));
        }
        else if (schema.Any(p => ForbiddenAtRoot.Contains(p.Key)))
        {
            errors.Add(FieldErrors.Invalid(
                root, schema, $"only {AllowedAtRoot} fields are allowed at the root of the schema if the status subresource is enabled"));
        }
    }

    // What is not supported at all is refused by name; its defaults need not be looked at.
    private static bool IsSupported(JsonObject schema) => !Spec.Any(
        schema,
        s => s.ContainsKey("$ref") || s.ContainsKey("patternProperties") || s.ContainsKey("dependencies") || s.ContainsKey("definitions")
            || s["items"] is JsonArray);
}
