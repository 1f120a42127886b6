using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Patching;

/// <summary>What tells the items of a merged list apart: the item itself, or the value under the merge key.</summary>
internal static class ItemKeys
{
    /// <summary>A text that is equal for equal values only. Null for a missing value.</summary>
    public static string? Of(JsonNode? item, string mergeKey)
    {
        if (mergeKey.Length == 0)
        {
            return Text(item);
        }

        return item is JsonObject map && map.TryGetPropertyValue(mergeKey, out var value) ? Text(value) : null;
    }

    /// <summary>As <see cref="Of"/>, but a missing merge key is an error.</summary>
    public static string Required(JsonNode? item, string mergeKey) => Of(Checked(item, mergeKey), mergeKey) ?? "";

    /// <summary>The places of items; of equal ones the first.</summary>
    public static Dictionary<string, int> Index(IReadOnlyList<JsonNode?> items, string mergeKey)
    {
        var index = new Dictionary<string, int>(items.Count, StringComparer.Ordinal);
        for (var i = 0; i < items.Count; i++)
        {
            if (Of(items[i], mergeKey) is { } key)
            {
                index.TryAdd(key, i);
            }
        }

        return index;
    }

    private static JsonNode? Checked(JsonNode? item, string mergeKey)
    {
        if (mergeKey.Length == 0)
        {
            return item;
        }

        if (item is not JsonObject map)
        {
            throw PatchErrors.WrongType(GoValues.Map, item);
        }

        return map.ContainsKey(mergeKey) ? map : throw PatchErrors.NoMergeKey(map, mergeKey);
    }

    private static string Text(JsonNode? value) => value?.GetValueKind() switch
    {
        null => "null",
        JsonValueKind.String => $"s{JsonNodes.AsString(value)}",
        JsonValueKind.Number when JsonNodes.AsLong(value) is { } whole => string.Create(CultureInfo.InvariantCulture, $"n{whole}"),
        _ => $"j{ObjectWriter.ToText(value)}",
    };
}
