using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Apply;

/// <summary>Takes fields and list items out of an object; what they stood in stays, be it empty.</summary>
internal static class ItemRemover
{
    /// <summary>Changes the object in place.</summary>
    public static void Remove(JsonObject obj, FieldSet items, MergeType type)
    {
        if (!items.IsEmpty)
        {
            Walk(obj, items, type);
        }
    }

    private static void Walk(JsonNode? node, FieldSet items, MergeType type)
    {
        if (node is JsonObject map)
        {
            Fields(map, items, type);
        }
        else if (node is JsonArray list)
        {
            Items(list, items, type);
        }
    }

    private static void Fields(JsonObject map, FieldSet items, MergeType type)
    {
        if (type.IsAtomic(Shapes.Map))
        {
            map.Clear();
            return;
        }

        foreach (ref readonly var node in items.Nodes)
        {
            if (node.Element.Name is not { } name || !map.TryGetPropertyValue(name, out var value))
            {
                continue;
            }

            if (node.IsMember)
            {
                JsonMembers.Remove(map, name);
            }
            else
            {
                Walk(value, node.Below!, type.Child(name, out _) ?? MergeType.Free);
            }
        }
    }

    private static void Items(JsonArray list, FieldSet items, MergeType type)
    {
        if (type.IsAtomic(Shapes.List))
        {
            list.Clear();
            return;
        }

        var item = type.Item();
        list.RemoveAll(one =>
        {
            var at = ListItemKeys.Of(one, type, out var error) is var element && error is null ? items.IndexOf(element) : -1;
            if (at < 0)
            {
                return false;
            }

            if (items.Nodes[at].IsMember)
            {
                return true;
            }

            Walk(one, items.Nodes[at].Below!, item);
            return false;
        });
    }
}
