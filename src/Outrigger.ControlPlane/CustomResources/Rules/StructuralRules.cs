using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.CustomResources.Rules;

/// <summary>
/// Whether a schema is structural: its skeleton says the type of every value, and what stands within allOf, anyOf, oneOf and not only
/// constrains (apiextensions-apiserver pkg/apiserver/schema/validation.go).
/// </summary>
internal static class StructuralRules
{
    private const string Preserve = "x-kubernetes-preserve-unknown-fields";
    private const string Embedded = "x-kubernetes-embedded-resource";
    private const string IntOrString = "x-kubernetes-int-or-string";

    public static void CheckRoot(JsonObject schema, string path, ICollection<FieldError> errors) =>
        Level(schema, "the root", path, errors);

    // where: "the root", "specified array items" or "specified object fields"
    private static void Level(JsonObject schema, string where, string path, ICollection<FieldError> errors)
    {
        var isRoot = where is "the root";
        if (Spec.Text(schema, "type") is "array" && schema["items"] is null)
        {
            errors.Add(FieldErrors.Required($"{path}.items", "must be specified"));
        }

        if (schema["items"] is JsonObject items)
        {
            Level(items, "specified array items", $"{path}.items", errors);
        }

        foreach (var (name, inner) in Spec.Members(schema, "properties"))
        {
            Level(inner, "specified object fields", $"{path}.properties[{name}]", errors);
        }

        if (schema["additionalProperties"] is { } additional)
        {
            if (isRoot)
            {
                errors.Add(FieldErrors.Forbidden($"{path}.additionalProperties", "must not be used at the root"));
            }

            if (additional is JsonObject values)
            {
                Level(values, "specified object fields", $"{path}.additionalProperties", errors);
            }
        }

        Extensions(schema, path, errors);
        Type(schema, where, path, errors);
        Meta(schema, isRoot, path, errors);
        NestedRules.CheckConstraints(schema, path, errors);
    }

    private static void Extensions(JsonObject schema, string path, ICollection<FieldError> errors)
    {
        foreach (var name in new[] { Preserve, Embedded }.Where(n => Spec.Is(schema, IntOrString) && Spec.Is(schema, n)))
        {
            errors.Add(FieldErrors.Invalid($"{path}.{name}", JsonValue.Create(true), $"must be false if {IntOrString} is true"));
        }
    }

    private static void Type(JsonObject schema, string where, string path, ICollection<FieldError> errors)
    {
        var type = Spec.Text(schema, "type");
        if (Spec.Is(schema, Embedded) && type is not "object")
        {
            var fault = $"must be object if {Embedded} is true";
            errors.Add(type.Length == 0 ? FieldErrors.Required($"{path}.type", fault) : FieldErrors.Invalid($"{path}.type", type, fault));
        }
        else if (type.Length == 0 && !Spec.Is(schema, IntOrString) && !Spec.Is(schema, Preserve))
        {
            var preposition = where is "the root" ? "at" : "for";
            errors.Add(FieldErrors.Required($"{path}.type", $"must not be empty {preposition} {where}"));
        }

        if (Spec.Is(schema, Embedded) && schema["additionalProperties"] is not null)
        {
            errors.Add(FieldErrors.Forbidden($"{path}.additionalProperties", $"must not be used if {Embedded} is set"));
        }

        if (where is "the root" && type is not ("" or "object"))
        {
            errors.Add(FieldErrors.Invalid($"{path}.type", type, "must be object at the root"));
        }
    }

    private static void Meta(JsonObject schema, bool isRoot, string path, ICollection<FieldError> errors)
    {
        var whole = isRoot || Spec.Is(schema, Embedded);
        foreach (var name in new[] { "kind", "apiVersion" })
        {
            if (whole && JsonNodes.GetObject(schema, "properties", name) is { } text && Spec.Text(text, "type") is not "string")
            {
                errors.Add(FieldErrors.Invalid($"{path}.properties[{name}].type", Spec.Text(text, "type"), "must be string"));
            }
        }

        if (JsonNodes.GetObject(schema, "properties", "metadata") is { } metadata)
        {
            var at = $"{path}.properties[metadata]";
            if (whole && Spec.Text(metadata, "type") is not "object")
            {
                errors.Add(FieldErrors.Invalid($"{at}.type", Spec.Text(metadata, "type"), "must be object"));
            }

            if (isRoot && !SaysNameAlone(metadata))
            {
                errors.Add(FieldErrors.Forbidden(
                    at, "must not specify anything other than name and generateName, but metadata is implicitly specified"));
            }
        }

        if (Spec.Is(schema, Embedded) && !Spec.Is(schema, Preserve) && !Spec.Members(schema, "properties").Any())
        {
            errors.Add(FieldErrors.Required($"{path}.properties", $"must not be empty if {Embedded} is true without {Preserve}"));
        }
    }

    private static bool SaysNameAlone(JsonObject metadata) =>
        metadata.All(p => p.Key is "type" or "default" or "properties")
        && Spec.Members(metadata, "properties").All(p => p.Name is "name" or "generateName");
}
