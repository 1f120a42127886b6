using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.CustomResources.Rules;

/// <summary>Each level of a schema by itself: what of OpenAPI v3 and its extensions a CRD may use.</summary>
internal static class SchemaRules
{
    private static readonly string[] Types = ["array", "boolean", "integer", "number", "object", "string"];

    private static readonly (string Field, string Fault)[] Unsupported =
    [
        ("id", "id is not supported"), ("additionalItems", "additionalItems is not supported"),
        ("patternProperties", "patternProperties is not supported"), ("definitions", "definitions is not supported"),
        ("dependencies", "dependencies is not supported"), ("$ref", "$ref is not supported"),
    ];

    /// <summary>Checks a root schema with all that is in it; its expressions, too, when it is a structural one.</summary>
    public static void CheckRoot(JsonObject schema, string path, bool isStructural, ICollection<FieldError> errors)
    {
        var walk = new Walk(errors);
        walk.Level(schema, path, new Place(IsRoot: true) { HasLanguage = isStructural });
        foreach (var error in walk.Language)
        {
            errors.Add(error);
        }
    }

    private sealed record Place(bool IsRoot = false, bool InMeta = false, string? NoDefaults = null)
    {
        public bool HasLanguage { get; init; }

        // What around it loses sight of old values.
        public string? Uncorrelated { get; init; }
    }

    private sealed class Walk(ICollection<FieldError> errors)
    {
        // Told behind everything else.
        public List<FieldError> Language { get; } = [];

        public void Level(JsonObject schema, string path, Place place)
        {
            var before = errors.Count;
            CheckSupport(schema, path, place);
            if (Spec.Is(schema, "uniqueItems"))
            {
                errors.Add(FieldErrors.Forbidden(
                    $"{path}.uniqueItems", "uniqueItems cannot be set to true since the runtime complexity becomes quadratic"));
            }

            var inner = place with { IsRoot = false };
            Additional(schema, path, inner);
            Properties(schema, path, place);
            Junctors(schema, path, inner);
            if (schema["items"] is JsonObject items)
            {
                var isMap = Spec.Text(schema, "x-kubernetes-list-type") is "map";
                Level(items, $"{path}.items", isMap ? inner : inner with { Uncorrelated = inner.Uncorrelated ?? path });
            }

            if (schema["x-kubernetes-preserve-unknown-fields"] is { } keep && JsonNodes.AsBool(keep) == false)
            {
                errors.Add(FieldErrors.Invalid($"{path}.x-kubernetes-preserve-unknown-fields", keep, "must be true or undefined"));
            }

            ListRules.Check(schema, path, errors);
            ExpressionRules.CheckForm(schema, path, errors);
            if (place.HasLanguage && errors.Count == before)
            {
                var isWhole = place.IsRoot || Spec.Is(schema, "x-kubernetes-embedded-resource");
                ExpressionRules.CheckLanguage(schema, isWhole, path, place.Uncorrelated, Language);
            }
        }

        private void CheckSupport(JsonObject schema, string path, Place place)
        {
            var type = Spec.Text(schema, "type");
            if (type.Length > 0 && !Types.Contains(type, StringComparer.Ordinal))
            {
                errors.Add(FieldErrors.NotSupported($"{path}.type", type, Types));
            }

            if (schema["default"] is not null && place.NoDefaults is { } reason)
            {
                errors.Add(FieldErrors.Forbidden($"{path}.default", $"must not be set {reason}"));
            }

            foreach (var (field, fault) in Unsupported.Where(u => schema[u.Field] is not null))
            {
                errors.Add(FieldErrors.Forbidden($"{path}.{field}", fault));
            }

            if (type is "null")
            {
                errors.Add(FieldErrors.Forbidden($"{path}.type", "type cannot be set to null, use nullable as an alternative"));
            }

            if (schema["items"] is JsonArray)
            {
                errors.Add(FieldErrors.Forbidden($"{path}.items", "items must be a schema object and not an array"));
            }

            if (place.InMeta && Spec.Is(schema, "x-kubernetes-embedded-resource"))
            {
                errors.Add(FieldErrors.Forbidden($"{path}.x-kubernetes-embedded-resource", "must not be used inside of resource meta"));
            }
        }

        private void Additional(JsonObject schema, string path, Place place)
        {
            var additional = schema["additionalProperties"];
            if (JsonNodes.GetObject(schema, "properties") is { Count: > 0 } && additional is not null && JsonNodes.AsBool(additional) != true)
            {
                errors.Add(FieldErrors.Forbidden($"{path}.additionalProperties", "additionalProperties and properties are mutual exclusive"));
            }

            if (additional is JsonObject values)
            {
                place = Correlated(schema, path, place);
                var inside = place.InMeta ? place with { NoDefaults = "inside additionalProperties applying to object metadata" } : place;
                Level(values, $"{path}.additionalProperties", inside);
            }
        }

        private void Properties(JsonObject schema, string path, Place place)
        {
            foreach (var (name, inner) in Spec.Members(schema, "properties"))
            {
                var inside = Correlated(schema, path, place) with { IsRoot = false };
                if ((place.IsRoot || Spec.Is(schema, "x-kubernetes-embedded-resource")) && name is "metadata" or "kind" or "apiVersion")
                {
                    inside = inside with { InMeta = true, NoDefaults = place.IsRoot ? $"in top-level {name}" : inside.NoDefaults };
                }

                Level(inner, $"{path}.properties[{name}]", inside);
            }
        }

        private static Place Correlated(JsonObject schema, string path, Place place) =>
            Spec.Text(schema, "x-kubernetes-map-type") is "atomic" ? place with { Uncorrelated = place.Uncorrelated ?? path } : place;

        private void Junctors(JsonObject schema, string path, Place around)
        {
            var place = around with { HasLanguage = false };
            if (schema["not"] is JsonObject not)
            {
                Level(not, $"{path}.not", place);
            }

            foreach (var name in new[] { "allOf", "oneOf", "anyOf" })
            {
                var parts = Spec.Objects(schema, name);
                for (var i = 0; i < parts.Count; i++)
                {
                    Level(parts[i], $"{path}.{name}[{i}]", place);
                }
            }
        }
    }
}
