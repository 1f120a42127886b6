using System.Text.Json;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Schemas.Strings;

namespace Outrigger.ApiMachinery.Schemas;

/// <summary>Checks a value against the OpenAPI constraints of its schema, with the messages of kube-openapi.</summary>
public static class SchemaValidator
{
    /// <summary>
    /// Adds an error for all that does not fit: types, required fields, constraints, and items that stand twice in a list of type set or map.
    /// Stops at <see cref="ApiErrors.MostErrors"/> of them.
    /// </summary>
    /// <param name="node">The object or value.</param>
    /// <param name="schema">What it must be.</param>
    /// <param name="path">Where the value is; empty for a whole object.</param>
    /// <param name="errors">Gets the errors.</param>
    public static void Validate(JsonNode? node, Schema schema, string path, ICollection<FieldError> errors)
    {
        var trail = Trail(path);
        new Walk(trail, errors).Value(node, schema, default);
        ListItems.CheckUnique(node, schema, trail, errors);
    }

    /// <summary>
    /// As <see cref="Validate"/>, but a value that was there before and did not change is left alone, so that objects can still be changed
    /// after their schema was tightened (CRDValidationRatcheting). Items of a list are the same when it is a map and their keys are.
    /// </summary>
    public static void ValidateUpdate(JsonNode? node, JsonNode? old, Schema schema, string path, ICollection<FieldError> errors)
    {
        var trail = Trail(path);
        new Walk(trail, errors).Value(node, schema, new Before(old, IsThere: true));
        var repeated = new List<FieldError>();
        ListItems.CheckUnique(node, schema, trail, repeated);
        if (repeated.Count == 0)
        {
            return;
        }

        var were = new List<FieldError>();
        ListItems.CheckUnique(old, schema, Trail(path), were);
        foreach (var error in were.Count == 0 ? repeated : [])
        {
            errors.Add(error);
        }
    }

    private static FieldTrail Trail(string path)
    {
        var trail = new FieldTrail();
        if (path.Length > 0)
        {
            trail.Enter(path);
        }

        return trail;
    }

    // What stood in the place of a value before the change.
    private readonly record struct Before(JsonNode? Value, bool IsThere)
    {
        public Before Of(string name) => Value is JsonObject map && map.TryGetPropertyValue(name, out var inner) ? new Before(inner, IsThere: true) : default;

        public bool Is(JsonNode? value) => IsThere && JsonNodes.DeepEqual(value, Value);
    }

    private readonly struct Walk(FieldTrail trail, ICollection<FieldError> errors)
    {
        public void Value(JsonNode? value, Schema schema, Before before)
        {
            if (errors.Count >= ApiErrors.MostErrors || (value is null && schema.Nullable) || before.Is(value))
            {
                return;
            }

            var fits = CheckType(value, schema);
            if (schema.Constraints is { } constraints)
            {
                if (constraints.HasLogic)
                {
                    JunctorChecks.Check(value, constraints, trail.Dotted(), errors);
                }

                ConstraintChecks.Check(value, constraints, trail, errors);
            }

            if (!fits)
            {
                return;
            }

            switch (value)
            {
                case JsonObject map when schema is { Type: SchemaType.Map, Element: { } element }:
                    MapValues(map, element, before);
                    break;
                case JsonObject obj:
                    Fields(obj, schema, before);
                    break;
                case JsonArray list when schema.Element is { } element:
                    Items(list, schema, element, before);
                    break;
            }
        }

        private void Fields(JsonObject obj, Schema schema, Before before)
        {
            foreach (var field in schema.Fields)
            {
                if (obj.TryGetPropertyValue(field.Name, out var value))
                {
                    trail.Enter(field.Name);
                    Value(value, field.Schema, before.Of(field.Name));
                    trail.Leave();
                }
            }

            foreach (var field in schema.Fields)
            {
                if (field.Required && !obj.ContainsKey(field.Name) && errors.Count < ApiErrors.MostErrors)
                {
                    trail.Enter(field.Name);
                    errors.Add(new(FieldErrorType.Required, trail.Dotted(), null, ""));
                    trail.Leave();
                }
            }
        }

        private void MapValues(JsonObject map, Schema element, Before before)
        {
            for (var i = 0; i < map.Count; i++)
            {
                var (key, value) = map.GetAt(i);
                trail.EnterKey(key);
                Value(value, element, before.Of(key));
                trail.Leave();
            }
        }

        private void Items(JsonArray list, Schema schema, Schema element, Before before)
        {
            var known = schema.ListType == ListType.Map && before.Value is JsonArray old ? Keyed(old, schema) : null;
            for (var i = 0; i < list.Count; i++)
            {
                trail.Enter(i);
                var was = known is not null && known.TryGetValue(Key(list[i], schema), out var same) ? new Before(same, IsThere: true) : default;
                Value(list[i], element, was);
                trail.Leave();
            }
        }

        private static Dictionary<string, JsonNode?> Keyed(JsonArray list, Schema schema)
        {
            var items = new Dictionary<string, JsonNode?>(list.Count, StringComparer.Ordinal);
            foreach (var item in list)
            {
                items.TryAdd(Key(item, schema), item);
            }

            return items;
        }

        private static string Key(JsonNode? item, Schema schema) =>
            string.Join('\n', schema.ListMapKeys.Select(k => ObjectWriter.ToText((item as JsonObject)?[k])));

        private bool CheckType(JsonNode? value, Schema schema)
        {
            if (OpenApiTypes.Of(schema) is not { } wanted)
            {
                return true;
            }

            var actual = OpenApiTypes.Of(value);
            if (!OpenApiTypes.Fits(value, actual, schema.Type))
            {
                AddType(value, schema, wanted, actual);
                return false;
            }

            var format = schema.Format ?? OpenApiTypes.FormatOf(schema.Type);
            if (format is not null && JsonNodes.AsString(value) is { } text && !StringFormats.Fits(text, format))
            {
                var quoted = GoText.Quote(text);
                errors.Add(new(FieldErrorType.TypeInvalid, trail.Dotted(), quoted, $"{trail.Dotted()} in body must be of type {format}: {quoted}"));
            }

            return true;
        }

        // A value that is neither text nor a list is measured by the format when the schema has one.
        private void AddType(JsonNode? value, Schema schema, string wanted, string actual)
        {
            if (schema.Format is { } format && value is not null && value.GetValueKind() is not (JsonValueKind.String or JsonValueKind.Array))
            {
                wanted = format;
                actual = actual switch { "integer" => "int64", "number" => "double", _ => "" };
            }

            var quoted = GoText.Quote(actual);
            errors.Add(new(FieldErrorType.TypeInvalid, trail.Dotted(), quoted, $"{trail.Dotted()} in body must be of type {wanted}: {quoted}"));
        }
    }
}
