using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.ApiMachinery.Patching;

/// <summary>Merges objects. Both sides are used up: the result is made of their nodes.</summary>
internal static class MapMerge
{
    public static JsonObject Merge(JsonObject original, JsonObject patch, Schema? schema)
    {
        if (patch.TryGetPropertyValue(PatchDirectives.Marker, out var directive))
        {
            return Obey(directive, patch);
        }

        RetainKeys(original, patch);
        ElementOrder.Apply(original, patch, schema);
        foreach (var (name, _) in patch.ToList())
        {
            var key = name;
            var isDeleteList = PatchDirectives.IsDeleteList(name);
            if (isDeleteList)
            {
                key = PatchDirectives.FieldOf(name, PatchDirectives.DeleteFromPrimitiveList) ?? throw PatchErrors.PrimitiveListFormat();
            }

            MergeField(original, key, JsonNodes.Detach(patch, name), isDeleteList, schema);
        }

        return original;
    }

    private static void MergeField(JsonObject original, string key, JsonNode? value, bool isDeleteList, Schema? schema)
    {
        if (value is null)
        {
            JsonMembers.Remove(original, key);
            return;
        }

        original.TryGetPropertyValue(key, out var there);
        if (there is JsonObject map && value is JsonObject changes)
        {
            var field = PatchField.Of(schema, key);
            if (field.Replaces)
            {
                original[key] = changes;
            }
            else
            {
                var merged = Merge(map, changes, field.Value);
                if (!ReferenceEquals(merged, map))
                {
                    original[key] = merged;
                }
            }
        }
        else if (there is JsonArray list && value is JsonArray items)
        {
            var field = PatchField.Of(schema, key);
            original[key] = field.Merges || isDeleteList
                ? new JsonArray([.. ListMerge.Merge(ListMerge.Take(list), ListMerge.Take(items), field, isDeleteList)])
                : items;
        }
        else if (!isDeleteList)
        {
            PatchDirectives.DropNulls(value);
            if (PatchDirectives.Strip(value))
            {
                original[key] = value;
            }
            else
            {
                JsonMembers.Remove(original, key);
            }
        }
    }

    private static JsonObject Obey(JsonNode? directive, JsonObject patch)
    {
        switch (JsonNodes.AsString(directive))
        {
            case PatchDirectives.Replace:
                patch.Remove(PatchDirectives.Marker);
                return patch;
            case PatchDirectives.Delete:
                return [];
            default:
                throw PatchErrors.UnknownDirective(directive, patch);
        }
    }

    private static void RetainKeys(JsonObject original, JsonObject patch)
    {
        if (!patch.ContainsKey(PatchDirectives.RetainKeys))
        {
            return;
        }

        if (JsonNodes.Detach(patch, PatchDirectives.RetainKeys) is not JsonArray list)
        {
            throw PatchErrors.RetainKeysFormat();
        }

        var kept = JsonNodes.StringList(list).ToHashSet(StringComparer.Ordinal);
        foreach (var (key, value) in patch)
        {
            if (value is not null && !PatchDirectives.IsDeleteList(key) && !PatchDirectives.IsElementOrder(key) && !kept.Contains(key))
            {
                throw PatchErrors.RetainKeysFormat();
            }
        }

        foreach (var (key, _) in original.Where(p => !kept.Contains(p.Key)).ToList())
        {
            JsonMembers.Remove(original, key);
        }
    }
}
