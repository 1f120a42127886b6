using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Patching;

/// <summary>Merges lists item by item. Both sides are used up.</summary>
internal static class ListMerge
{
    /// <summary>Takes all items out of an array, so that they can be put elsewhere.</summary>
    public static List<JsonNode?> Take(JsonArray array)
    {
        var items = array.ToList();
        array.Clear();
        return items;
    }

    public static List<JsonNode?> Merge(List<JsonNode?> original, List<JsonNode?> patch, PatchField field, bool isDeleteList)
    {
        if (original.Count == 0 && patch.Count == 0)
        {
            return original;
        }

        if (CheckTypes(original, patch) is GoValues.Map)
        {
            return MergeMaps(original, patch, field);
        }

        if (isDeleteList)
        {
            var gone = ItemKeys.Index(patch, "");
            return [.. original.Where(item => !gone.ContainsKey(ItemKeys.Of(item, "")!))];
        }

        var order = ItemKeys.Index(patch, "");
        var all = original.Concat(patch).DistinctBy(item => ItemKeys.Of(item, ""), StringComparer.Ordinal).ToList();
        return ListOrder.Arrange(all, order, ItemKeys.Index(original, ""), "");
    }

    /// <summary>The Go type of all items; mixed lists and lists of lists cannot be merged. Null when there are none.</summary>
    public static string? CheckTypes(params ReadOnlySpan<List<JsonNode?>> lists)
    {
        string? type = null;
        foreach (var list in lists)
        {
            foreach (var item in list)
            {
                var own = GoValues.TypeName(item);
                type ??= own is GoValues.List ? throw PatchErrors.DoesNotApply() : own;
                if (!string.Equals(type, own, StringComparison.Ordinal))
                {
                    var all = string.Join(' ', lists.ToArray().Select(l => $"[{string.Join(' ', l.Select(GoValues.Print))}]"));
                    throw PatchErrors.Unclassified($"list element types are not identical: [{all}]");
                }
            }
        }

        return type;
    }

    private static List<JsonNode?> MergeMaps(List<JsonNode?> original, List<JsonNode?> patch, PatchField field)
    {
        if (field.MergeKey.Length == 0)
        {
            throw PatchErrors.Unclassified($"cannot merge lists without merge key for {field.Value?.Element?.Name}");
        }

        var (left, changes) = ObeyDirectives(original, patch, field.MergeKey);
        var order = ItemKeys.Index(changes, field.MergeKey);
        var serverOrder = ItemKeys.Index(left, field.MergeKey);
        var merged = MergeItems(left, changes, field);
        return ListOrder.Arrange(merged, order, serverOrder, field.MergeKey);
    }

    private static List<JsonNode?> MergeItems(List<JsonNode?> original, List<JsonNode?> patch, PatchField field)
    {
        var merged = original.ToList();
        var places = ItemKeys.Index(merged, field.MergeKey);
        foreach (var item in patch)
        {
            var key = ItemKeys.Required(item, field.MergeKey);
            if (places.TryGetValue(key, out var place))
            {
                merged[place] = MapMerge.Merge((JsonObject)merged[place]!, (JsonObject)item!, field.Value?.Element);
            }
            else
            {
                places.Add(key, merged.Count);
                merged.Add(item);
            }
        }

        return merged;
    }

    // Items that hold a directive: delete takes the equal item out, replace makes the patch the whole list.
    private static (List<JsonNode?> Original, List<JsonNode?> Patch) ObeyDirectives(
        List<JsonNode?> original, List<JsonNode?> patch, string mergeKey)
    {
        var plain = new List<JsonNode?>(patch.Count);
        var deleted = new HashSet<string>(StringComparer.Ordinal);
        var replace = false;
        foreach (var item in patch)
        {
            var map = (JsonObject)item!;
            if (!map.TryGetPropertyValue(PatchDirectives.Marker, out var directive))
            {
                plain.Add(map);
                continue;
            }

            switch (JsonNodes.AsString(directive))
            {
                case PatchDirectives.Delete:
                    deleted.Add(ItemKeys.Required(map, mergeKey));
                    break;
                case PatchDirectives.Replace:
                    replace = true;
                    break;
                case PatchDirectives.Merge:
                    throw PatchErrors.Unclassified("merging lists cannot yet be specified in the patch");
                default:
                    throw PatchErrors.UnknownDirective(directive, map);
            }
        }

        if (replace)
        {
            return (plain, []);
        }

        return (deleted.Count == 0 ? original : [.. original.Where(i => ItemKeys.Of(i, mergeKey) is not { } key || !deleted.Contains(key))], plain);
    }
}
