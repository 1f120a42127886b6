using System.Globalization;

namespace Outrigger.ApiMachinery.Apply;

/// <summary>
/// One step of a path into an object: a field or map key, a list item by its keys, a set member by its value, or a list item by its
/// index. As small as a reference: field names are the strings of the tree.
/// </summary>
public readonly struct PathElement : IComparable<PathElement>, IEquatable<PathElement>
{
    private readonly object content;

    private PathElement(object content) => this.content = content;

    /// <summary>The field's name; null for the other sorts.</summary>
    internal string? Name => content as string;

    /// <summary>The keys of a list item, sorted by name; null for the other sorts.</summary>
    internal KeyField[]? Keys => content as KeyField[];

    /// <summary>Whether it is a member of a set, told by <see cref="Member"/>.</summary>
    internal bool IsMember => content is SetMember;

    /// <summary>The value of a set's member.</summary>
    internal object? Member => ((SetMember)content).Value;

    /// <summary>The index; 0 for the other sorts.</summary>
    internal int Index => content is int index ? index : 0;

    public static bool operator ==(PathElement left, PathElement right) => left.CompareTo(right) == 0;

    public static bool operator !=(PathElement left, PathElement right) => left.CompareTo(right) != 0;

    public static bool operator <(PathElement left, PathElement right) => left.CompareTo(right) < 0;

    public static bool operator >(PathElement left, PathElement right) => left.CompareTo(right) > 0;

    public static bool operator <=(PathElement left, PathElement right) => left.CompareTo(right) <= 0;

    public static bool operator >=(PathElement left, PathElement right) => left.CompareTo(right) >= 0;

    /// <summary>A field of an object or a key of a map.</summary>
    public static PathElement Field(string name) => new(name);

    /// <summary>An item of a list that is told apart by keys.</summary>
    public static PathElement Item(params ReadOnlySpan<KeyField> keys)
    {
        var sorted = keys.ToArray();
        Array.Sort(sorted, static (a, b) => Utf8Order.Compare(a.Name, b.Name));
        return new(sorted);
    }

    /// <summary>A member of a set: a <c>long</c>, <c>double</c>, <c>string</c>, <c>bool</c> or null.</summary>
    public static PathElement Value(object? member) => new(new SetMember(member));

    /// <summary>An item of a list by its place, from 0.</summary>
    public static PathElement At(int index) => new(index);

    /// <summary>Fields, then keys, values, indices; each by itself.</summary>
    public int CompareTo(PathElement other)
    {
        if (ReferenceEquals(content, other.content))
        {
            return 0;
        }

        var rank = Rank(content);
        var otherRank = Rank(other.content);
        if (rank != otherRank)
        {
            return rank.CompareTo(otherRank);
        }

        return rank switch
        {
            0 => Utf8Order.Compare((string)content, (string)other.content),
            1 => CompareKeys((KeyField[])content, (KeyField[])other.content),
            2 => KeyValue.Compare(Member, other.Member),
            _ => Index.CompareTo(other.Index),
        };
    }

    public bool Equals(PathElement other) => CompareTo(other) == 0;

    public override bool Equals(object? obj) => obj is PathElement other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        switch (content)
        {
            case KeyField[] keys:
                foreach (var key in keys)
                {
                    hash.Add(key.Name, StringComparer.Ordinal);
                    hash.Add(KeyValue.Hash(key.Value));
                }

                break;
            case SetMember member:
                hash.Add(KeyValue.Hash(member.Value));
                break;
            default:
                hash.Add(content);
                break;
        }

        return hash.ToHashCode();
    }

    /// <summary>As conflicts name it: <c>.spec</c>, <c>[name="c"]</c>, <c>[="x"]</c>, <c>[0]</c>.</summary>
    public override string ToString() => content switch
    {
        string name => $".{name}",
        KeyField[] keys => $"[{string.Join(',', keys.Select(k => $"{k.Name}={KeyValue.Show(k.Value)}"))}]",
        SetMember member => $"[={KeyValue.Show(member.Value)}]",
        _ => string.Create(CultureInfo.InvariantCulture, $"[{Index}]"),
    };

    private static int Rank(object content) => content switch
    {
        string => 0,
        KeyField[] => 1,
        SetMember => 2,
        _ => 3,
    };

    private static int CompareKeys(KeyField[] a, KeyField[] b)
    {
        for (var i = 0; i < a.Length && i < b.Length; i++)
        {
            var order = Utf8Order.Compare(a[i].Name, b[i].Name);
            order = order != 0 ? order : KeyValue.Compare(a[i].Value, b[i].Value);
            if (order != 0)
            {
                return order;
            }
        }

        return a.Length.CompareTo(b.Length);
    }

    private sealed record SetMember(object? Value);
}
