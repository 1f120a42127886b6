using System.Text.Json.Nodes;

namespace Outrigger.ApiMachinery.Apply;

/// <summary>The field set of an object: every leaf, list item and map key that it names (structured-merge-diff ToFieldSet).</summary>
internal readonly struct FieldCollector
{
    private readonly FieldSetBuilder builder;

    private FieldCollector(FieldSetBuilder builder) => this.builder = builder;

    /// <summary>What an object names.</summary>
    public static FieldSet Collect(JsonObject obj, MergeType type)
    {
        new FieldCollector(new FieldSetBuilder()).Walk(obj, type, out var below);
        return below ?? FieldSet.Empty;
    }

    // Whether the value is a leaf.
    private bool Walk(JsonNode? node, MergeType type, out FieldSet? below)
    {
        below = null;
        var shape = MergeType.First(type.Resolve(node));
        if (type.IsAtomic(shape))
        {
            return true;
        }

        var mark = builder.Begin();
        if (shape == Shapes.Map && node is JsonObject map)
        {
            Fields(map, type);
        }
        else if (node is JsonArray list)
        {
            Items(list, type);
        }

        below = builder.End(mark);
        return false;
    }

    private void Fields(JsonObject map, MergeType type)
    {
        for (var i = 0; i < map.Count; i++)
        {
            var (name, value) = map.GetAt(i);
            var child = type.Child(name, out var declared) ?? MergeType.Free;
            var leaf = Walk(value, child, out var below);
            builder.Add(PathElement.Field(name), leaf || !declared || value is null or JsonObject { Count: 0 }, below);
        }
    }

    // Items that cannot be told apart are owned as one.
    private void Items(JsonArray list, MergeType type)
    {
        var index = ItemIndex.Of(list, type);
        var item = type.Item();
        for (int place = 0, run; place < list.Count; place += run)
        {
            run = index.RunAt(place);
            var (element, at) = index.Sorted[place];
            FieldSet? below = null;
            if (run == 1)
            {
                Walk(list[at], item, out below);
            }

            builder.Add(element, isMember: true, below);
        }
    }
}
