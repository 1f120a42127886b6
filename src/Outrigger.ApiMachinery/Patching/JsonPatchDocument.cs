using System.Globalization;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Patching;

/// <summary>A document under patch: finds places, changes them, and keeps size and depth within bounds.</summary>
internal sealed class JsonPatchDocument(JsonNode? root)
{
    // What the operations may move and look at together: far more than any patch of use, less than a second.
    private const long Budget = 5_000_000;

    // How many items of a list are moved up in the time that looking at one node takes.
    private const int ShiftsAtOnce = 100;

    private long copied;
    private long spent;

    // No document is deeper than this bound. It is measured anew only when it would pass the limit, so that many moves stay cheap.
    private int depthBound = ObjectReader.MaxDepth;

    public JsonNode? Root { get; private set; } = root;

    public void Add(JsonPatchPointer at, JsonNode? value, int valueDepth)
    {
        var parent = Parent(at);
        if (parent is JsonObject map)
        {
            map[at.Key!] = value;
        }
        else
        {
            var list = (JsonArray)parent;
            var place = at.Key is "-" ? list.Count : Index(at.Key!, list.Count + 1);
            Spend((list.Count - place) / ShiftsAtOnce);
            list.Insert(place, value);
        }

        Deepen(at.Depth + valueDepth);
    }

    public JsonNode? Remove(JsonPatchPointer at)
    {
        var parent = Parent(at);
        if (parent is JsonObject map)
        {
            return JsonMembers.Remove(map, at.Key!, out var value) ? value : throw PatchErrors.DoesNotApply();
        }

        var list = (JsonArray)parent;
        var index = Index(at.Key!, list.Count);
        var item = list[index];
        Spend((list.Count - index) / ShiftsAtOnce);
        list.RemoveAt(index);
        return item;
    }

    public void Replace(JsonPatchPointer at, JsonNode? value, int valueDepth)
    {
        if (at.IsRoot)
        {
            Root = value is JsonObject or JsonArray ? value : throw PatchErrors.DoesNotApply();
        }
        else if (Parent(at) is JsonObject map)
        {
            map[at.Key!] = value;
        }
        else
        {
            var list = (JsonArray)Parent(at);
            list[Index(at.Key!, list.Count)] = value;
        }

        Deepen(at.Depth + valueDepth);
    }

    public void Move(JsonPatchPointer from, JsonPatchPointer to) => Add(to, Remove(from), depthBound - from.Depth);

    public void Copy(JsonPatchPointer from, JsonPatchPointer to)
    {
        var parent = Parent(from);
        var value = Child(parent, from.Key!);
        copied += value is null ? 0 : ObjectWriter.ToUtf8(value).Length;
        if (copied > JsonPatch.MaxCopiedBytes)
        {
            throw PatchErrors.DoesNotApply();
        }

        Add(to, value?.DeepClone(), depthBound - from.Depth);
    }

    public void Test(JsonPatchPointer at, JsonNode? expected)
    {
        var value = at.IsRoot ? Root : Child(Parent(at), at.Key!);
        if (!JsonNodes.DeepEqual(value, expected))
        {
            throw PatchErrors.DoesNotApply();
        }
    }

    private static JsonNode? Child(JsonNode parent, string key)
    {
        if (parent is JsonObject map)
        {
            return map.TryGetPropertyValue(key, out var value) ? value : null;
        }

        var list = (JsonArray)parent;
        return list[Index(key, list.Count)];
    }

    // A negative index counts from the end.
    private static int Index(string key, int count)
    {
        if (!int.TryParse(key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index))
        {
            throw PatchErrors.DoesNotApply();
        }

        index = index < 0 ? index + count : index;
        return index >= 0 && index < count ? index : throw PatchErrors.DoesNotApply();
    }

    private JsonNode Parent(JsonPatchPointer at)
    {
        if (at.IsRoot)
        {
            throw PatchErrors.DoesNotApply();
        }

        var node = Root;
        foreach (var key in at.Parents)
        {
            node = node is JsonObject or JsonArray ? Child(node, key) : null;
        }

        return node is JsonObject or JsonArray ? node : throw PatchErrors.DoesNotApply();
    }

    private void Spend(long work)
    {
        spent += work;
        if (spent > Budget)
        {
            throw ApiErrors.TooLarge("Request entity too large: the operations of the JSON patch take too much work");
        }
    }

    private void Deepen(int depth)
    {
        depthBound = Math.Max(depthBound, depth);
        if (depthBound <= ObjectReader.MaxDepth)
        {
            return;
        }

        long nodes = 0;
        depthBound = JsonDepth.Of(Root, ref nodes);
        Spend(nodes);
        if (depthBound > ObjectReader.MaxDepth)
        {
            throw PatchErrors.DoesNotApply();
        }
    }
}
