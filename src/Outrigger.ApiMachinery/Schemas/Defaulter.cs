using System.Text.Json.Nodes;

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

    private static void Fields(JsonObject obj, Schema schema)
    {
        var fields = schema.Fields;
        for (var i = 0; i < fields.Count; i++)
        {
            var field = fields[i];
            if (field.Inline)
            {
                continue;
            }

            var found = obj.TryGetPropertyValue(field.Name, out var value);
            if (value is null && !(found && (field.Schema.Nullable || field.AlwaysWritten)))
            {
                var fallback = field.Default ?? field.Schema.Default;
                if (fallback is not null)
                {
                    value = fallback.DeepClone();
                    obj[field.Name] = value;
                }
                else if (found)
                {
                    obj.Remove(field.Name);
                }
            }

            if (value is not (null or JsonValue))
            {
                Value(value, field.Schema);
            }
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
                    map.Remove(key);
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
