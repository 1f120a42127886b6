using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Schemas;

/// <summary>
/// Fills in the defaults that a schema gives. A null counts as missing where the field has a default and is not nullable; a null
/// in a field that is neither nullable nor has a default is dropped (custom and typed kinds).
/// </summary>
public static class Defaulter
{
    /// <summary>Changes the object in place.</summary>
    public static void Apply(JsonObject obj, Schema schema) => Value(obj, schema);

    private static void Value(JsonNode? value, Schema schema)
    {
        switch (value)
        {
            case JsonObject obj when schema.Type == SchemaType.Map:
                MapValues(obj, schema.Element!);
                break;
            case JsonObject obj when schema.Type is SchemaType.Object or SchemaType.Any:
                Fields(obj, schema);
                break;
            case JsonArray list when schema is { Type: SchemaType.List, Element: { } element }:
                Items(list, element);
                break;
        }
    }

    // What is added goes where the schema has it, so that an object in canonical order stays in it.
    private static void Fields(JsonObject obj, Schema schema)
    {
        var fields = schema.Fields;
        var at = 0;
        for (var i = 0; i < fields.Count; i++)
        {
            var field = fields[i];
            if (field.Inline)
            {
                continue;
            }

            var found = obj.TryGetPropertyValue(field.Name, out var value);
            if (Missing(field, found, value))
            {
                value = Fallback(field)?.DeepClone();
                Put(obj, field.Name, value, found, at);
                found = value is not null;
            }

            at += found ? 1 : 0;
            if (value is not (null or JsonValue))
            {
                Value(value, field.Schema);
            }
        }
    }

    private static JsonNode? Fallback(SchemaField field) => field.Fill ?? field.Default ?? field.Schema.Default;

    private static bool Missing(SchemaField field, bool found, JsonNode? value)
    {
        if (value is null)
        {
            return !(found && (field.Schema.Nullable || (field.AlwaysWritten && Fallback(field) is null)));
        }

        return field is { Fill: not null, Pointer: false } && value is JsonValue scalar && Scalars.IsZero(scalar, field.Schema.Type);
    }

    private static void Put(JsonObject obj, string name, JsonNode? value, bool found, int at)
    {
        if (value is null)
        {
            obj.Remove(name);
        }
        else if (found)
        {
            obj[name] = value;
        }
        else
        {
            obj.Insert(Math.Min(at, obj.Count), name, value);
        }
    }

    private static void MapValues(JsonObject map, Schema element)
    {
        for (var i = map.Count - 1; i >= 0; i--)
        {
            var (key, value) = map.GetAt(i);
            if (value is null && !element.Nullable)
            {
                value = element.Default?.DeepClone();
                if (value is null)
                {
                    JsonMembers.Remove(map, key);
                    continue;
                }

                map.SetAt(i, value);
            }

            Value(value, element);
        }
    }

    private static void Items(JsonArray list, Schema element)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] is null && !element.Nullable && element.Default is { } fallback)
            {
                list[i] = fallback.DeepClone();
            }

            Value(list[i], element);
        }
    }
}
