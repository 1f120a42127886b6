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
