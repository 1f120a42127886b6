namespace Outrigger.ApiMachinery.Apply;

/// <summary>
/// The operations of <see cref="FieldSet"/>: each is one walk over two ordered lists of nodes. Where one is much longer than the other, the walk
/// leaps over what lies between: many managers of one field each are not to cost as much as managers of all.
/// </summary>
internal static class FieldSetAlgebra
{
    public static FieldSet Union(ReadOnlySpan<FieldNode> a, ReadOnlySpan<FieldNode> b)
    {
        var result = new List<FieldNode>(a.Length + b.Length);
        int i = 0, j = 0;
        while (i < a.Length && j < b.Length)
        {
            var order = a[i].Element.CompareTo(b[j].Element);
            if (order < 0)
            {
                result.Add(a[i++]);
            }
            else if (order > 0)
            {
                result.Add(b[j++]);
            }
            else
            {
                result.Add(new FieldNode(a[i].Element, a[i].IsMember || b[j].IsMember, Both(a[i].Below, b[j].Below)));
                i++;
                j++;
            }
        }

        result.AddRange(a[i..]);
        result.AddRange(b[j..]);
        return new FieldSet([.. result]);
    }

    public static FieldSet Intersect(ReadOnlySpan<FieldNode> a, ReadOnlySpan<FieldNode> b)
    {
        List<FieldNode>? result = null;
        int i = 0, j = 0;
        while (i < a.Length && j < b.Length)
        {
            var order = a[i].Element.CompareTo(b[j].Element);
            if (order == 0)
            {
                Add(ref result, a[i], a[i].IsMember && b[j].IsMember, Common(a[i].Below, b[j].Below));
                i++;
                j++;
            }
            else if (order < 0)
            {
                i = Seek(a, i + 1, b[j].Element);
            }
            else
            {
                j = Seek(b, j + 1, a[i].Element);
            }
        }

        return result is null ? FieldSet.Empty : new FieldSet([.. result]);
    }

    /// <summary>Null when nothing is taken away. With <paramref name="below"/>, what is in b takes all below it along.</summary>
    public static FieldSet? Except(ReadOnlySpan<FieldNode> a, ReadOnlySpan<FieldNode> b, bool below)
    {
        List<FieldNode>? result = null;
        var j = 0;
        for (var i = 0; i < a.Length; i++)
        {
            ref readonly var node = ref a[i];
            if (j < b.Length && b[j].Element < node.Element)
            {
                j = Seek(b, j + 1, node.Element);
            }

            var left = j < b.Length && b[j].Element == node.Element
                ? new FieldNode(node.Element, node.IsMember && !b[j].IsMember, Rest(node.Below, b[j], below))
                : node;
            if (result is null && (left.IsMember != node.IsMember || !ReferenceEquals(left.Below, node.Below)))
            {
                result = new List<FieldNode>(a.Length);
                result.AddRange(a[..i]);
            }

            if (left.IsMember || left.Below is not null)
            {
                result?.Add(left);
            }
        }

        return result is null ? null : new FieldSet([.. result]);
    }

    // The first place from which on no element is less: in steps that double, then by halves. One step is all in sets that are alike.
    private static int Seek(ReadOnlySpan<FieldNode> nodes, int from, PathElement element)
    {
        var step = 1;
        var low = from;
        while (low + step <= nodes.Length && nodes[low + step - 1].Element < element)
        {
            low += step;
            step *= 2;
        }

        var high = Math.Min(low + step - 1, nodes.Length);
        while (low < high)
        {
            var middle = (low + high) >> 1;
            (low, high) = nodes[middle].Element < element ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static FieldSet? Rest(FieldSet? from, FieldNode taken, bool below)
    {
        if (from is null || (below && taken.IsMember))
        {
            return null;
        }

        if (taken.Below is null)
        {
            return from;
        }

        var rest = Except(from.Nodes, taken.Below.Nodes, below) ?? from;
        return rest.IsEmpty ? null : rest;
    }

    private static FieldSet? Both(FieldSet? a, FieldSet? b) => a is null ? b : b is null ? a : a.Union(b);

    private static FieldSet? Common(FieldSet? a, FieldSet? b)
    {
        if (a is null || b is null)
        {
            return null;
        }

        var common = a.Intersect(b);
        return common.IsEmpty ? null : common;
    }

    private static void Add(ref List<FieldNode>? result, FieldNode node, bool member, FieldSet? below)
    {
        if (member || below is not null)
        {
            (result ??= []).Add(new FieldNode(node.Element, member, below));
        }
    }
}
