using System.Text;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Apply;

/// <summary>
/// A set of paths into an object (structured-merge-diff fieldpath.Set): which fields somebody owns, or which have changed. Immutable.
/// A path in the set says nothing of the paths below it.
/// </summary>
public sealed class FieldSet : IEquatable<FieldSet>, IJsonPart
{
    private readonly FieldNode[] nodes;

    /// <summary>Takes nodes in order, each element once.</summary>
    internal FieldSet(FieldNode[] nodes) => this.nodes = nodes;

    /// <summary>No path.</summary>
    public static FieldSet Empty { get; } = new([]);

    /// <summary>Whether there is no path.</summary>
    public bool IsEmpty => nodes.Length == 0;

    /// <summary>How many paths there are.</summary>
    public int Count => nodes.Sum(n => (n.IsMember ? 1 : 0) + (n.Below?.Count ?? 0));

    /// <summary>In order.</summary>
    internal ReadOnlySpan<FieldNode> Nodes => nodes;

    /// <summary>The set of the given paths; the empty path is left out.</summary>
    public static FieldSet Of(params IEnumerable<IReadOnlyList<PathElement>> paths) =>
        paths.Aggregate(Empty, (set, path) => set.Union(OfPath(path, 0)));

    /// <summary>The set of one path of field names.</summary>
    public static FieldSet OfFields(params IEnumerable<string> names) => Of([.. names.Select(PathElement.Field)]);

    /// <summary>Whether the path itself is in the set.</summary>
    public bool Contains(params ReadOnlySpan<PathElement> path)
    {
        var set = this;
        for (var i = 0; i < path.Length && set is not null; i++)
        {
            var at = set.IndexOf(path[i]);
            if (at < 0)
            {
                return false;
            }

            if (i == path.Length - 1)
            {
                return set.nodes[at].IsMember;
            }

            set = set.nodes[at].Below;
        }

        return false;
    }

    /// <summary>The paths of both.</summary>
    public FieldSet Union(FieldSet other)
    {
        if (other.IsEmpty || ReferenceEquals(this, other))
        {
            return this;
        }

        return IsEmpty ? other : FieldSetAlgebra.Union(nodes, other.nodes);
    }

    /// <summary>The paths that are in both.</summary>
    public FieldSet Intersect(FieldSet other) => FieldSetAlgebra.Intersect(nodes, other.nodes);

    /// <summary>The paths that are not in the other set; a path stays when only one above or below it is in the other.</summary>
    public FieldSet Except(FieldSet other) => other.IsEmpty ? this : FieldSetAlgebra.Except(nodes, other.nodes, below: false) ?? this;

    /// <summary>The paths that are not in the other set, and do not lie below one that is.</summary>
    public FieldSet ExceptBelow(FieldSet other) => other.IsEmpty ? this : FieldSetAlgebra.Except(nodes, other.nodes, below: true) ?? this;

    /// <summary>The paths that have none below them.</summary>
    public FieldSet Leaves() =>
        new([.. nodes.Select(n => n.Below is null ? n : n with { IsMember = false, Below = n.Below.Leaves() })]);

    /// <summary>All paths as conflicts name them: of each level first the paths that end there, then those that go on.</summary>
    public IEnumerable<string> ToPaths()
    {
        var paths = new List<string>();
        Collect(new StringBuilder(), paths);
        return paths;
    }

    public bool Equals(FieldSet? other) => other is not null && (ReferenceEquals(this, other) || nodes.AsSpan().SequenceEqual(other.nodes));

    public override bool Equals(object? obj) => Equals(obj as FieldSet);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var node in nodes)
        {
            hash.Add(node);
        }

        return hash.ToHashCode();
    }

    /// <summary>One path a line.</summary>
    public override string ToString() => string.Join('\n', ToPaths());

    /// <summary>The place of an element among <see cref="Nodes"/>; negative when it is not there.</summary>
    internal int IndexOf(PathElement element)
    {
        int low = 0, high = nodes.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) >> 1;
            var order = nodes[middle].Element.CompareTo(element);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return ~low;
    }

    private static FieldSet OfPath(IReadOnlyList<PathElement> path, int from)
    {
        if (from == path.Count)
        {
            return Empty;
        }

        var last = from == path.Count - 1;
        return new([new FieldNode(path[from], last, last ? null : OfPath(path, from + 1))]);
    }

    private void Collect(StringBuilder prefix, List<string> paths)
    {
        var length = prefix.Length;
        foreach (var node in nodes)
        {
            if (node.IsMember)
            {
                paths.Add($"{prefix}{node.Element}");
            }
        }

        foreach (var node in nodes)
        {
            if (node.Below is { } below)
            {
                below.Collect(prefix.Append(node.Element), paths);
                prefix.Length = length;
            }
        }
    }
}
