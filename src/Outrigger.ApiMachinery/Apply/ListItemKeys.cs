using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Apply;

/// <summary>What tells the items of a list apart that merges.</summary>
internal static class ListItemKeys
{
    /// <summary>The path element of an item; the default when there is an <paramref name="error"/>, in structured-merge-diff's words.</summary>
    public static PathElement Of(JsonNode? item, MergeType list, out string? error)
    {
        error = null;
        var names = list.ListKeys;
        if (names.Count == 0)
        {
            return OfMember(item, out error);
        }

        if (item is not JsonObject map)
        {
            error = item is null
                ? "associative list with keys may not have a null element"
                : "associative list with keys may not have non-map elements";
            return default;
        }

        var keys = new KeyField[names.Count];
        var count = 0;
        foreach (var name in names)
        {
            if (map.TryGetPropertyValue(name, out var value))
            {
                keys[count++] = new KeyField(name, KeyValue.Of(value));
            }
            else if (list.KeyDefault(name) is { } fallback)
            {
                keys[count++] = new KeyField(name, KeyValue.Of(fallback));
            }
        }

        if (count == 0)
        {
            error = $"associative list with keys has an element that omits all key fields [{string.Join(' ', names.Select(GoText.Quote))}] "
                + "(and doesn't have default values for any key fields)";
            return default;
        }

        return PathElement.Item(keys.AsSpan(0, count));
    }

    private static PathElement OfMember(JsonNode? item, out string? error)
    {
        error = item switch
        {
            JsonObject => "associative list without keys has an element that's a map type",
            JsonArray => "not supported: associative list with lists as elements",
            null => "associative list without keys has an element that's an explicit null",
            _ => null,
        };
        return error is null ? PathElement.Value(KeyValue.Of(item)) : default;
    }
}
