using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Schemas;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.Registry.Objects;

/// <summary>
/// Objects within objects (<c>x-kubernetes-embedded-resource</c>) have a kind, an apiVersion and metadata as whole ones do
/// (apiextensions-apiserver pkg/apiserver/schema/objectmeta).
/// </summary>
internal static class EmbeddedResources
{
    /// <summary>Adds an error for all that no object may have.</summary>
    public static void Check(JsonObject obj, Schema schema, ICollection<FieldError> errors) => Fields(obj, schema, "", errors);

    private static void Value(JsonNode? value, Schema schema, string path, ICollection<FieldError> errors)
    {
        switch (value)
        {
            case JsonObject obj:
                if (schema.EmbeddedResource)
                {
                    Whole(obj, path, errors);
                }

                Fields(obj, schema, path, errors);
                break;
            case JsonArray list when schema.Element is { } element && MayHold(element):
                for (var i = 0; i < list.Count; i++)
                {
                    Value(list[i], element, $"{path}[{i}]", errors);
                }

                break;
        }
    }

    private static void Fields(JsonObject obj, Schema schema, string path, ICollection<FieldError> errors)
    {
        for (var i = 0; i < obj.Count; i++)
        {
            var (name, value) = obj.GetAt(i);
            if (value is null or JsonValue)
            {
                continue;
            }

            if (schema.Find(name) is { } field)
            {
                Value(value, field.Schema, path.Length == 0 ? name : $"{path}.{name}", errors);
            }
            else if (schema is { Type: SchemaType.Map, Element: { } element } && MayHold(element))
            {
                Value(value, element, $"{path}[{name}]", errors);
            }
        }
    }

    private static bool MayHold(Schema schema) => schema.Type is SchemaType.Object or SchemaType.Map or SchemaType.List or SchemaType.Any;

    private static void Whole(JsonObject obj, string path, ICollection<FieldError> errors)
    {
        foreach (var name in new[] { "apiVersion", "kind" })
        {
            if (!obj.TryGetPropertyValue(name, out var node))
            {
                errors.Add(FieldErrors.Required($"{path}.{name}"));
            }
            else if (JsonNodes.AsString(node) is not { } text)
            {
                errors.Add(FieldErrors.Invalid($"{path}.{name}", node, "must be a string"));
            }
            else if (Fault(name, text) is { } fault)
            {
                errors.Add(FieldErrors.Invalid($"{path}.{name}", text, fault));
            }
        }

        if (obj["metadata"] is not { } inner)
        {
            return;
        }

        if (inner is not JsonObject metadata)
        {
            var found = JsonNodes.TypeName(inner);
            errors.Add(FieldErrors.Invalid(
                $"{path}.metadata", inner, $"json: cannot unmarshal {found} into Go value of type v1.ObjectMeta"));
            return;
        }

        CheckMetadata((JsonObject)metadata.DeepClone(), path, errors);
    }

    private static string? Fault(string field, string text)
    {
        if (text.Length == 0)
        {
            return "must not be empty";
        }

        if (field is "apiVersion")
        {
            return GroupVersion.TryParse(text, out _) ? null : $"unexpected GroupVersion string: {text}";
        }

        var faults = Formats.Dns1035Label(text.ToLowerInvariant());
        return faults.Count == 0 ? null : $"may have mixed case, but should otherwise match: {string.Join(',', faults)}";
    }

    // A name is no duty here.
    private static void CheckMetadata(JsonObject metadata, string path, ICollection<FieldError> errors)
    {
        var report = new NormalizeReport();
        BuiltInNormalizer.Normalize(metadata, CustomMetadata.ObjectMeta, report);
        if (report.TypeError is { } error)
        {
            errors.Add(FieldErrors.Invalid($"{path}.metadata", metadata, error));
            return;
        }

        if (JsonNodes.GetString(metadata, "name") is not { Length: > 0 })
        {
            metadata["name"] = "fakename";
        }

        var found = new List<FieldError>();
        MetadataValidator.Validate(metadata, JsonNodes.GetString(metadata, "namespace") is { Length: > 0 }, NameRules.PathSegment, found);
        foreach (var one in found)
        {
            errors.Add(one with { Field = $"{path}.{one.Field}" });
        }
    }
}
