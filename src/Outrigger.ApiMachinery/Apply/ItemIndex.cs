using System.Text.Json.Nodes;

namespace Outrigger.ApiMachinery.Apply;

/// <summary>The items of a list that merges, by what tells them apart.</summary>
internal readonly struct ItemIndex
{
    private readonly (PathElement Element, int At)[] sorted;

    private ItemIndex(PathElement[] elements)
    {
        Elements = elements;
        sorted = new (PathElement, int)[elements.Length];
        for (var i = 0; i < elements.Length; i++)
        {
            sorted[i] = (elements[i], i);
        }

        Array.Sort(sorted, static (a, b) => a.Element.CompareTo(b.Element) is var order and not 0 ? order : a.At.CompareTo(b.At));
    }

    /// <summary>The items in their order.</summary>
    public PathElement[] Elements { get; }

    /// <summary>The items in the order of their elements, those of one element in the order of the list.</summary>
    public ReadOnlySpan<(PathElement Element, int At)> Sorted => sorted;

    /// <summary>Throws <see cref="MergeException"/> when an item cannot be told from others.</summary>
    public static ItemIndex Of(JsonArray? list, MergeType type)
    {
        if (list is null or { Count: 0 })
        {
            return new ItemIndex([]);
        }

        var elements = new PathElement[list.Count];
        for (var i = 0; i < elements.Length; i++)
        {
            elements[i] = ListItemKeys.Of(list[i], type, out var error);
            if (error is not null)
            {
                throw new MergeException($"element {i}: {error}");
            }
        }

        return new ItemIndex(elements);
    }

    /// <summary>How many items follow each other from a place in <see cref="Sorted"/> with the same element.</summary>
    public int RunAt(int place)
    {
        var end = place + 1;
        while (end < sorted.Length && sorted[end].Element == sorted[place].Element)
        {
            end++;
        }

        return end - place;
    }

    /// <summary>The first place of an element in <see cref="Sorted"/>; -1 when it is not there.</summary>
    public int Find(PathElement element)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            (low, high) = sorted[middle].Element < element ? (middle + 1, high) : (low, middle);
        }

        return low < sorted.Length && sorted[low].Element == element ? low : -1;
    }
}
