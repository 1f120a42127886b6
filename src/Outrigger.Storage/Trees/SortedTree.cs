namespace Outrigger.Storage.Trees;

/// <summary>
/// A persistent sorted tree (copy-on-write B+tree): a version is immutable, and a new one shares all but the changed paths.
/// </summary>
internal sealed class SortedTree<T, TOrder>
    where T : class
    where TOrder : ITreeOrder<T>
{
    private readonly TreeNode<T>? root;

    internal SortedTree(TreeNode<T>? root) => this.root = root;

    public static SortedTree<T, TOrder> Empty { get; } = new(null);

    /// <summary>The tree of items that are in order already, none twice: full nodes, made without a comparison.</summary>
    public static SortedTree<T, TOrder> FromSorted(IReadOnlyList<T> items)
    {
        var owner = new object(); // of no edit: each copies what it changes
        var nodes = new List<TreeNode<T>>((items.Count / TreeNode<T>.Capacity) + 1);
        for (var from = 0; from < items.Count; from += TreeNode<T>.Capacity)
        {
            var leaf = new TreeLeaf<T>(owner);
            for (var i = from; i < Math.Min(from + TreeNode<T>.Capacity, items.Count); i++)
            {
                leaf.Insert(i - from, items[i], TOrder.Hash(items[i]));
            }

            nodes.Add(leaf);
        }

        while (nodes.Count > 1)
        {
            var above = new List<TreeNode<T>>();
            foreach (var children in nodes.Chunk(TreeNode<T>.Capacity))
            {
                var branch = new TreeBranch<T>(owner);
                branch.Append(children);
                above.Add(branch);
            }

            nodes = above;
        }

        return nodes.Count == 0 ? Empty : new(nodes[0]);
    }

    public int Count => root?.Count ?? 0;

    public T? Find(ReadOnlySpan<char> key)
    {
        var node = root;
        while (node is TreeBranch<T> branch)
        {
            node = branch.Children[branch.ChildFor<TOrder>(key)];
        }

        return (node as TreeLeaf<T>)?.Get<TOrder>(key, TOrder.Hash(key));
    }

    /// <summary>How many items sort before the key.</summary>
    public int Rank(ReadOnlySpan<char> key)
    {
        var rank = 0;
        var node = root;
        while (node is TreeBranch<T> branch)
        {
            var index = branch.ChildFor<TOrder>(key);
            for (var i = 0; i < index; i++)
            {
                rank += branch.Children[i].Count;
            }

            node = branch.Children[index];
        }

        if (node is not TreeLeaf<T> leaf)
        {
            return rank;
        }

        var found = leaf.Find<TOrder>(key);
        return rank + (found < 0 ? ~found : found);
    }

    /// <summary>Walks upwards from the first item that is not before the key.</summary>
    public TreeWalk<T> From(ReadOnlySpan<char> key)
    {
        var walk = new TreeWalk<T>();
        var node = root;
        while (node is TreeBranch<T> branch)
        {
            var index = branch.ChildFor<TOrder>(key);
            walk.Push(branch, index);
            node = branch.Children[index];
        }

        if (node is TreeLeaf<T> leaf)
        {
            var found = leaf.Find<TOrder>(key);
            walk.Start(leaf, found < 0 ? ~found : found);
        }

        return walk;
    }

    public TreeEditor<T, TOrder> Edit() => new(root);
}
