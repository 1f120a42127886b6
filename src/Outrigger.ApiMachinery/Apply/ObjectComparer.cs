using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Apply;

/// <summary>Tells what differs between two objects of one type (structured-merge-diff Compare).</summary>
internal sealed class ObjectComparer
{
    private readonly FieldSetBuilder added = new();
    private readonly FieldSetBuilder modified = new();
    private readonly FieldSetBuilder removed = new();

    private ObjectComparer()
    {
    }

    /// <summary>Throws <see cref="MergeException"/> when items of a list cannot be told apart.</summary>
    public static Comparison Compare(JsonObject before, JsonObject after, MergeType type)
    {
        var found = new ObjectComparer().Both(before, after, type);
        return new Comparison(found.Added ?? FieldSet.Empty, found.Modified ?? FieldSet.Empty, found.Removed ?? FieldSet.Empty);
    }

    private Found Both(JsonNode? before, JsonNode? after, MergeType type)
    {
        var old = type.Resolve(before);
        var now = type.Resolve(after);
        var found = As(MergeType.First(now), before, after, type);
        return old == now ? found : found.With(As(MergeType.First(old), before, after, type));
    }

    private Found As(Shapes shape, JsonNode? before, JsonNode? after, MergeType type)
    {
        if (!type.IsAtomic(shape))
        {
            if (shape == Shapes.Map)
            {
                var (x, y) = (before as JsonObject, after as JsonObject);
                if (x is { Count: > 0 } || y is { Count: > 0 })
                {
                    return Fields(x, y, type);
                }
            }
            else if (before is JsonArray { Count: > 0 } || after is JsonArray { Count: > 0 })
            {
                return Items(before as JsonArray, after as JsonArray, type);
            }
        }

        return new Found { Differs = !JsonNodes.DeepEqual(before, after) };
    }

    private Found Fields(JsonObject? before, JsonObject? after, MergeType type)
    {
        var marks = Begin();
        for (var i = 0; i < (after?.Count ?? 0); i++)
        {
            var (name, value) = after!.GetAt(i);
            var child = type.Child(name, out _) ?? MergeType.Free;
            if (before is not null && before.TryGetPropertyValue(name, out var old))
            {
                Put(PathElement.Field(name), Both(old, value, child));
            }
            else
            {
                added.Add(PathElement.Field(name), isMember: true, Everything(value, child, added));
            }
        }

        for (var i = 0; i < (before?.Count ?? 0); i++)
        {
            var (name, value) = before!.GetAt(i);
            if (after is null || !after.ContainsKey(name))
            {
                var child = type.Child(name, out _) ?? MergeType.Free;
                removed.Add(PathElement.Field(name), isMember: true, Everything(value, child, removed));
            }
        }

        return End(marks);
    }

    private Found Items(JsonArray? before, JsonArray? after, MergeType type)
    {
        var marks = Begin();
        var x = ItemIndex.Of(before, type);
        var y = ItemIndex.Of(after, type);
        var item = type.Item();
        int i = 0, j = 0;
        while (i < x.Sorted.Length || j < y.Sorted.Length)
        {
            var order = i == x.Sorted.Length ? 1 : j == y.Sorted.Length ? -1 : x.Sorted[i].Element.CompareTo(y.Sorted[j].Element);
            var old = order <= 0 ? new Run(before!, x, i, x.RunAt(i)) : default;
            var now = order >= 0 ? new Run(after!, y, j, y.RunAt(j)) : default;
            Item(order <= 0 ? x.Sorted[i].Element : y.Sorted[j].Element, old, now, item);
            i += old.Count;
            j += now.Count;
        }

        return End(marks);
    }

    // Several items with one element are compared as one that has no parts.
    private void Item(PathElement element, Run before, Run after, MergeType item)
    {
        switch (before.Count, after.Count)
        {
            case (0, 1):
                added.Add(element, isMember: true, Everything(after.First, item, added));
                break;
            case (1, 0):
                removed.Add(element, isMember: true, Everything(before.First, item, removed));
                break;
            case (1, 1):
                Put(element, Both(before.First, after.First, item));
                break;
            case ( > 1, > 1):
                modified.Add(element, !Run.Same(before, after), null);
                break;
            case ( > 1, _):
                removed.Add(element, isMember: true, null);
                added.Add(element, after.Count == 1, after.Count == 1 ? Everything(after.First, item, added) : null);
                break;
            default:
                added.Add(element, isMember: true, null);
                removed.Add(element, before.Count == 1, before.Count == 1 ? Everything(before.First, item, removed) : null);
                break;
        }
    }

    // All paths of a value that only one side has.
    private static FieldSet? Everything(JsonNode? node, MergeType type, FieldSetBuilder builder)
    {
        var shape = MergeType.First(type.Resolve(node));
        if (type.IsAtomic(shape) || node is not (JsonObject { Count: > 0 } or JsonArray { Count: > 0 }))
        {
            return null;
        }

        var mark = builder.Begin();
        if (shape == Shapes.Map && node is JsonObject map)
        {
            for (var i = 0; i < map.Count; i++)
            {
                var (name, value) = map.GetAt(i);
                builder.Add(PathElement.Field(name), isMember: true, Everything(value, type.Child(name, out _) ?? MergeType.Free, builder));
            }
        }
        else if (node is JsonArray list)
        {
            var index = ItemIndex.Of(list, type);
            var item = type.Item();
            for (int place = 0, run; place < list.Count; place += run)
            {
                run = index.RunAt(place);
                var (element, at) = index.Sorted[place];
                builder.Add(element, isMember: true, run == 1 ? Everything(list[at], item, builder) : null);
            }
        }

        return builder.End(mark);
    }

    private (int Added, int Modified, int Removed) Begin() => (added.Begin(), modified.Begin(), removed.Begin());

    private Found End((int Added, int Modified, int Removed) marks) => new()
    {
        Added = added.End(marks.Added),
        Modified = modified.End(marks.Modified),
        Removed = removed.End(marks.Removed),
    };

    private void Put(PathElement element, Found found)
    {
        added.Add(element, isMember: false, found.Added);
        modified.Add(element, found.Differs, found.Modified);
        removed.Add(element, isMember: false, found.Removed);
    }

    // What was found at a place that both sides have.
    private readonly struct Found
    {
        public bool Differs { get; init; }

        public FieldSet? Added { get; init; }

        public FieldSet? Modified { get; init; }

        public FieldSet? Removed { get; init; }

        public Found With(Found other) => new()
        {
            Differs = Differs || other.Differs,
            Added = Union(Added, other.Added),
            Modified = Union(Modified, other.Modified),
            Removed = Union(Removed, other.Removed),
        };

        private static FieldSet? Union(FieldSet? a, FieldSet? b) => a is null ? b : b is null ? a : a.Union(b);
    }

    // The items of one element.
    private readonly record struct Run(JsonArray List, ItemIndex Index, int Place, int Count)
    {
        public JsonNode? First => List[Index.Sorted[Place].At];

        public static bool Same(Run a, Run b)
        {
            for (var i = 0; a.Count == b.Count && i < a.Count; i++)
            {
                if (!JsonNodes.DeepEqual(a.List[a.Index.Sorted[a.Place + i].At], b.List[b.Index.Sorted[b.Place + i].At]))
                {
                    return false;
                }
            }

            return a.Count == b.Count;
        }
    }
}
