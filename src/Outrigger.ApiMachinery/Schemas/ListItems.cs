using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Schemas;

/// <summary>Which items of a list are the same: by value in a set, by their keys in a map.</summary>
internal static class ListItems
{
    public static bool HasDuplicate(JsonArray list)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return list.Any(item => !seen.Add(ObjectWriter.ToText(Sorted(item))));
    }

    /// <summary>Adds an error for the first repetition of each item in every list of type set or map below the value.</summary>
    public static void CheckUnique(JsonNode? value, Schema schema, FieldTrail trail, ICollection<FieldError> errors)
    {
        switch (value)
        {
            case JsonObject map when schema is { Type: SchemaType.Map, Element: { } element }:
                for (var i = 0; i < map.Count; i++)
                {
                    var (key, inner) = map.GetAt(i);
                    trail.EnterKey(key);
                    CheckUnique(inner, element, trail, errors);
                    trail.Leave();
                }

                break;
            case JsonObject obj:
                for (var i = 0; i < obj.Count; i++)
                {
                    var (name, inner) = obj.GetAt(i);
                    if (inner is not (null or JsonValue) && schema.Find(name) is { } field)
                    {
                        trail.Enter(name);
                        CheckUnique(inner, field.Schema, trail, errors);
                        trail.Leave();
                    }
                }

                break;
            case JsonArray list when schema is { Type: SchemaType.List, Element: { } element }:
                CheckItems(list, schema, trail, errors);
                for (var i = 0; i < list.Count; i++)
                {
                    trail.Enter(i);
                    CheckUnique(list[i], element, trail, errors);
                    trail.Leave();
                }

                break;
        }
    }

    private static void CheckItems(JsonArray list, Schema schema, FieldTrail trail, ICollection<FieldError> errors)
    {
        if (schema.ListType == ListType.Atomic || list.Count < 2)
        {
            return;
        }

        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < list.Count; i++)
        {
            var identity = schema.ListType == ListType.Set ? list[i] : Keys(list[i], schema.ListMapKeys);
            var text = ObjectWriter.ToText(Sorted(identity));
            seen[text] = seen.GetValueOrDefault(text) + 1;
            if (seen[text] == 2 && errors.Count < ApiErrors.MostErrors)
            {
                trail.Enter(i);
                errors.Add(new(FieldErrorType.Duplicate, trail.ToString(), text, ""));
                trail.Leave();
            }
        }
    }

    private static JsonObject Keys(JsonNode? item, IReadOnlyList<string> keys)
    {
        var result = new JsonObject();
        foreach (var key in keys)
        {
            if (item is JsonObject obj && obj.TryGetPropertyValue(key, out var value))
            {
                result.Add(key, value?.DeepClone());
            }
        }

        return result;
    }

    // Two objects are the same whatever the order of their keys.
    private static JsonNode? Sorted(JsonNode? node)
    {
        if (node is null or JsonValue)
        {
            return node;
        }

        var copy = node.DeepClone();
        Sort(copy);
        return copy;
    }

    private static void Sort(JsonNode? node)
    {
        if (node is JsonObject obj)
        {
            JsonNodes.SortKeys(obj);
            for (var i = 0; i < obj.Count; i++)
            {
                Sort(obj.GetAt(i).Value);
            }
        }
        else if (node is JsonArray list)
        {
            foreach (var item in list)
            {
                Sort(item);
            }
        }
    }
}
