using System.Runtime.InteropServices;

namespace Outrigger.ApiMachinery.Apply;

/// <summary>
/// Builds the levels of a <see cref="FieldSet"/> from below: what a walk adds after <see cref="Begin"/> becomes one level at
/// <see cref="End"/>. All levels share one stack.
/// </summary>
internal sealed class FieldSetBuilder
{
    private readonly List<FieldNode> stack = [];

    /// <summary>Starts a level; the mark goes to <see cref="End"/>.</summary>
    public int Begin() => stack.Count;

    /// <summary>Adds an element in any order unless nothing is to be said of it; each once a level.</summary>
    public void Add(PathElement element, bool isMember, FieldSet? below)
    {
        if (isMember || below is not null)
        {
            stack.Add(new FieldNode(element, isMember, below));
        }
    }

    /// <summary>Ends a level; null when it is empty.</summary>
    public FieldSet? End(int mark)
    {
        if (stack.Count == mark)
        {
            return null;
        }

        var level = CollectionsMarshal.AsSpan(stack)[mark..].ToArray();
        stack.RemoveRange(mark, stack.Count - mark);
        Sort(level);
        return new FieldSet(level);
    }

    // Levels are short or in order already, mostly.
    private static void Sort(FieldNode[] level)
    {
        for (var i = 1; i < level.Length; i++)
        {
            if (level[i].Element < level[i - 1].Element)
            {
                Array.Sort(level, static (a, b) => a.Element.CompareTo(b.Element));
                return;
            }
        }
    }
}
