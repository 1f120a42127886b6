using System.Text.Json;
using System.Text.Json.Nodes;

namespace Outrigger.ApiMachinery.Json;

/// <summary>Reading, comparing and moving parts of a JSON tree.</summary>
public static class JsonNodes
{
    /// <summary>The value's type as Go's decoder names it: <c>string</c>, <c>number</c>, <c>bool</c>, <c>array</c>, <c>object</c>, <c>null</c>.</summary>
    public static string TypeName(JsonNode? node) => node?.GetValueKind() switch
    {
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        JsonValueKind.True or JsonValueKind.False => "bool",
        JsonValueKind.Array => "array",
        JsonValueKind.Object => "object",
        _ => "null",
    };

    /// <summary>The string, or null when the node is none.</summary>
    public static string? AsString(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>The truth value, or null when the node is none.</summary>
    public static bool? AsBool(JsonNode? node) => node?.GetValueKind() switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>The whole number, or null when the node is none or does not fit; 1.0 counts as 1.</summary>
    public static long? AsLong(JsonNode? node)
    {
        if (node is not JsonValue value || value.GetValueKind() != JsonValueKind.Number)
        {
            return null;
        }

        if (value.TryGetValue<long>(out var whole))
        {
            return whole;
        }

        if (value.TryGetValue<int>(out var small))
        {
            return small;
        }

        // 2^63 itself is a double but no long.
        return AsDouble(value) is { } number && Math.Floor(number) == number && number is >= long.MinValue and < 9223372036854775808d
            ? (long)number
            : null;
    }

    /// <summary>The number, or null when the node is none.</summary>
    public static double? AsDouble(JsonNode? node)
    {
        if (node is not JsonValue value || value.GetValueKind() != JsonValueKind.Number)
        {
            return null;
        }

        if (value.TryGetValue<double>(out var number))
        {
            return number;
        }

        if (value.TryGetValue<long>(out var whole))
        {
            return whole;
        }

        if (value.TryGetValue<int>(out var small))
        {
            return small;
        }

        return value.TryGetValue<decimal>(out var exact) ? (double)exact : null;
    }

    /// <summary>Whether the node is a number that is stored as a whole one (<c>1</c>, not <c>1.0</c>).</summary>
    public static bool IsInteger(JsonNode? node) =>
        node is JsonValue value && (value.TryGetValue<long>(out _) || value.TryGetValue<int>(out _));

    /// <summary>The node at a path of keys, or null.</summary>
    public static JsonNode? Get(JsonObject? root, params ReadOnlySpan<string> path)
    {
        JsonNode? node = root;
        foreach (var name in path)
        {
            if (node is not JsonObject parent || !parent.TryGetPropertyValue(name, out node))
            {
                return null;
            }
        }

        return node;
    }

    /// <summary>The string at a path of keys, or null.</summary>
    public static string? GetString(JsonObject? root, params ReadOnlySpan<string> path) => AsString(Get(root, path));

    /// <summary>The whole number at a path of keys, or null.</summary>
    public static long? GetLong(JsonObject? root, params ReadOnlySpan<string> path) => AsLong(Get(root, path));

    /// <summary>The truth value at a path of keys, or null.</summary>
    public static bool? GetBool(JsonObject? root, params ReadOnlySpan<string> path) => AsBool(Get(root, path));

    /// <summary>The object at a path of keys, or null.</summary>
    public static JsonObject? GetObject(JsonObject? root, params ReadOnlySpan<string> path) => Get(root, path) as JsonObject;

    /// <summary>The array at a path of keys, or null.</summary>
    public static JsonArray? GetArray(JsonObject? root, params ReadOnlySpan<string> path) => Get(root, path) as JsonArray;

    /// <summary>The objects of the array at a path of keys; other items are left out. Nothing when there is no array.</summary>
    public static IEnumerable<JsonObject> Objects(JsonObject? root, params ReadOnlySpan<string> path) => GetArray(root, path)?.OfType<JsonObject>() ?? [];

    /// <summary>The string values of an object, in its order; other values are left out.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> StringMap(JsonNode? node)
    {
        if (node is not JsonObject map || map.Count == 0)
        {
            return [];
        }

        var result = new List<KeyValuePair<string, string>>(map.Count);
        for (var i = 0; i < map.Count; i++)
        {
            var (key, value) = map.GetAt(i);
            if (AsString(value) is { } text)
            {
                result.Add(new(key, text));
            }
        }

        return result;
    }

    /// <summary>The strings of an array; other items are left out.</summary>
    public static IReadOnlyList<string> StringList(JsonNode? node) =>
        node is JsonArray { Count: > 0 } list ? [.. list.Select(AsString).OfType<string>()] : [];

    /// <summary>The object under a key, made when it is missing or no object.</summary>
    public static JsonObject Ensure(JsonObject parent, string name)
    {
        if (parent.TryGetPropertyValue(name, out var node) && node is JsonObject there)
        {
            return there;
        }

        var made = new JsonObject();
        parent[name] = made;
        return made;
    }

    /// <summary>The list under a key, made when it is missing or no list.</summary>
    public static JsonArray EnsureArray(JsonObject parent, string name)
    {
        if (parent.TryGetPropertyValue(name, out var node) && node is JsonArray there)
        {
            return there;
        }

        var made = new JsonArray();
        parent[name] = made;
        return made;
    }

    /// <summary>Takes a value out of its object, so that it can be put elsewhere; null when it is not there.</summary>
    public static JsonNode? Detach(JsonObject parent, string name) => JsonMembers.Remove(parent, name, out var node) ? node : null;

    /// <summary>Moves a value to another object under the same key, replacing what is there; does nothing when it is missing.</summary>
    public static void Move(JsonObject from, JsonObject to, string name)
    {
        if (from.Remove(name, out var node))
        {
            to[name] = node;
        }
    }

    /// <summary>Whether two trees say the same: key order does not count, 1 equals 1.0.</summary>
    public static bool DeepEqual(JsonNode? a, JsonNode? b) => (a, b) switch
    {
        (null, null) => true,
        (null, _) or (_, null) => false,
        (JsonObject x, JsonObject y) => EqualObjects(x, y),
        (JsonArray x, JsonArray y) => EqualArrays(x, y),
        (JsonValue x, JsonValue y) => EqualValues(x, y),
        (JsonValue x, _) => x.TryGetValue<IJsonPart>(out _) && DeepEqual(x.DeepClone() as JsonObject, b),
        (_, JsonValue) => DeepEqual(b, a),
        _ => false,
    };

    /// <summary>Orders the keys of an object (not of the objects in it) by their UTF-16 units.</summary>
    public static void SortKeys(JsonObject map)
    {
        var sorted = true;
        for (var i = 1; i < map.Count && sorted; i++)
        {
            sorted = string.CompareOrdinal(map.GetAt(i - 1).Key, map.GetAt(i).Key) < 0;
        }

        if (sorted)
        {
            return;
        }

        var all = map.OrderBy(p => p.Key, StringComparer.Ordinal).ToArray();
        map.Clear();
        foreach (var (key, value) in all)
        {
            map.Add(key, value);
        }
    }

    private static bool EqualObjects(JsonObject a, JsonObject b)
    {
        if (a.Count != b.Count)
        {
            return false;
        }

        for (var i = 0; i < a.Count; i++)
        {
            var (key, value) = a.GetAt(i);
            if (!b.TryGetPropertyValue(key, out var other) || !DeepEqual(value, other))
            {
                return false;
            }
        }

        return true;
    }

    private static bool EqualArrays(JsonArray a, JsonArray b)
    {
        if (a.Count != b.Count)
        {
            return false;
        }

        for (var i = 0; i < a.Count; i++)
        {
            if (!DeepEqual(a[i], b[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool EqualValues(JsonValue a, JsonValue b)
    {
        if (a.TryGetValue<string>(out var one) && b.TryGetValue<string>(out var other))
        {
            return string.Equals(one, other, StringComparison.Ordinal);
        }

        if (a.TryGetValue<IJsonPart>(out var part) && b.TryGetValue<IJsonPart>(out var with))
        {
            return part.Equals(with);
        }

        var kind = a.GetValueKind();
        if (kind != b.GetValueKind())
        {
            return false;
        }

        return kind switch
        {
            JsonValueKind.String => string.Equals(AsString(a), AsString(b), StringComparison.Ordinal),
            JsonValueKind.Number => AsLong(a) is { } x && AsLong(b) is { } y ? x == y : AsDouble(a).Equals(AsDouble(b)),
            JsonValueKind.True or JsonValueKind.False => true,
            _ => string.Equals(ObjectWriter.ToText(a), ObjectWriter.ToText(b), StringComparison.Ordinal),
        };
    }
}
