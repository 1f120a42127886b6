using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.ApiMachinery.Patching;

/// <summary>Obeys <c>$setElementOrder/…</c>: merges the list that it is about and puts the items into the order given.</summary>
internal static class ElementOrder
{
    /// <summary>Does all lists with an order and takes them, and their orders, out of the patch.</summary>
    public static void Apply(JsonObject original, JsonObject patch, Schema? schema)
    {
        foreach (var (key, _) in patch.Where(p => PatchDirectives.IsElementOrder(p.Key)).ToList())
        {
            var value = JsonNodes.Detach(patch, key);
            var order = value as JsonArray ?? throw PatchErrors.WrongType(GoValues.List, value);
            var name = PatchDirectives.FieldOf(key, PatchDirectives.SetElementOrder) ?? throw PatchErrors.ElementOrderFormat();
            ApplyOne(original, patch, name, ListMerge.Take(order), schema);
        }
    }

    private static void ApplyOne(JsonObject original, JsonObject patch, string name, List<JsonNode?> order, Schema? schema)
    {
        var there = Items(original, name);
        var changes = Items(patch, name);
        if (schema is { Type: SchemaType.Object } && schema.Find(name) is null)
        {
            throw PatchErrors.Unclassified($"unable to find api field in struct {schema.Name} for the json field {GoText.Quote(name)}");
        }

        var field = PatchField.Of(schema, name);
        Check(changes ?? [], order, field.MergeKey);
        if (there is null && changes is null)
        {
            return;
        }

        ListMerge.CheckTypes(there ?? [], changes ?? []);
        var serverOrder = ItemKeys.Index(there ?? [], field.MergeKey);
        var merged = Merge(there, changes, field);
        var arranged = ListOrder.Arrange(merged, ItemKeys.Index(order, field.MergeKey), serverOrder, field.MergeKey);
        JsonMembers.Remove(patch, name);
        original[name] = new JsonArray([.. arranged]);
    }

    private static List<JsonNode?> Merge(List<JsonNode?>? there, List<JsonNode?>? changes, PatchField field)
    {
        if (changes is null)
        {
            return there!;
        }

        if (there is null)
        {
            return changes.FindAll(PatchDirectives.Strip);
        }

        return field.Merges ? ListMerge.Merge(there, changes, field, isDeleteList: false) : changes;
    }

    private static List<JsonNode?>? Items(JsonObject owner, string name)
    {
        if (!owner.TryGetPropertyValue(name, out var value))
        {
            return null;
        }

        return value is JsonArray list ? ListMerge.Take(list) : throw PatchErrors.WrongType(GoValues.List, value);
    }

    // Every item of the patch must stand in the order, and in the same sequence; deletions are free.
    private static void Check(List<JsonNode?> changes, List<JsonNode?> order, string mergeKey)
    {
        if (order.Count == 0)
        {
            return;
        }

        var next = 0;
        foreach (var item in changes)
        {
            if (item is JsonObject map && map.ContainsKey(PatchDirectives.Marker))
            {
                continue;
            }

            var key = ItemKeys.Required(item, mergeKey);
            while (next < order.Count && !string.Equals(ItemKeys.Required(order[next], mergeKey), key, StringComparison.Ordinal))
            {
                next++;
            }

            if (next++ >= order.Count)
            {
                throw PatchErrors.Unclassified(
                    $"The order in patch list:\n{GoValues.Print(Copy(changes))}\n doesn't match {PatchDirectives.SetElementOrder} list:\n" +
                    $"{GoValues.Print(Copy(order))}\n");
            }
        }
    }

    private static JsonArray Copy(List<JsonNode?> items) => [.. items.Select(i => i?.DeepClone())];
}
