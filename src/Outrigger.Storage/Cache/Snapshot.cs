using Outrigger.Storage.Objects;
using Outrigger.Storage.Trees;

namespace Outrigger.Storage.Cache;

/// <summary>The state of a resource at one revision. Taking one costs nothing, and it never changes.</summary>
public sealed class Snapshot
{
    private readonly string prefix;
    private readonly SortedTree<StoredObject, ObjectOrder> tree;

    internal Snapshot(string prefix, long revision, SortedTree<StoredObject, ObjectOrder> tree)
    {
        this.prefix = prefix;
        this.tree = tree;
        Revision = revision;
    }

    /// <summary>The revision of the state: the resourceVersion of a list.</summary>
    public long Revision { get; }

    /// <summary>How many objects there are.</summary>
    public int Count => tree.Count;

    /// <summary>One object by its whole key; null when there is none.</summary>
    public StoredObject? Get(string key) => tree.Find(ObjectKeys.Rest(prefix, key));

    /// <summary>
    /// The objects of a namespace (all when empty) in key order, from the first whose key is greater than
    /// <paramref name="afterKey"/> (a whole key; null from the start).
    /// </summary>
    public ObjectWalk Range(string ns = "", string? afterKey = null)
    {
        var start = ns.Length == 0 ? "" : ns + "/";
        if (afterKey is null)
        {
            return new ObjectWalk(tree.From(start), ns);
        }

        // "\0" after a key is the least key that is greater.
        var after = string.Concat(ObjectKeys.Rest(prefix, afterKey), "\0");
        return new ObjectWalk(tree.From(Contract.KeyOrder.Compare(after, start) < 0 ? start : after), ns);
    }

    /// <summary>How many objects <see cref="Range"/> gives; in logarithmic time.</summary>
    public int CountRange(string ns = "", string? afterKey = null)
    {
        var start = ns.Length == 0 ? 0 : tree.Rank(ns + "/");
        var end = ns.Length == 0 ? tree.Count : tree.Rank(ns + "0"); // '0' follows '/'
        var after = afterKey is null ? 0 : tree.Rank(string.Concat(ObjectKeys.Rest(prefix, afterKey), "\0"));
        return Math.Max(0, end - Math.Max(start, after));
    }

    internal SortedTree<StoredObject, ObjectOrder> Tree => tree;
}
