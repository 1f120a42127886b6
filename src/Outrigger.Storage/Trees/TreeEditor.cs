namespace Outrigger.Storage.Trees;

/// <summary>
/// Makes a new version of a tree out of any number of changes. Nodes that this edit made are changed in place, all others are
/// copied first. For one thread.
/// </summary>
internal sealed class TreeEditor<T, TOrder>
    where T : class
    where TOrder : ITreeOrder<T>
{
    private const int Capacity = TreeNode<T>.Capacity;
    private const int MergeBelow = Capacity / 4;
    private const int MergedAtMost = Capacity * 3 / 4;
    private object token = new();
    private TreeNode<T>? root;
    private T? previous;

    internal TreeEditor(TreeNode<T>? root) => this.root = root;

    /// <summary>Puts an item under its key and returns what was there.</summary>
    public T? Set(ReadOnlySpan<char> key, T item)
    {
        previous = null;
        if (root is null)
        {
            var leaf = new TreeLeaf<T>(token);
            leaf.Insert(0, item, TOrder.Hash(item));
            root = leaf;
            return null;
        }

        root = Set(root, key, item, out var right);
        if (right is not null)
        {
            var top = new TreeBranch<T>(token);
            top.Append([root, right]);
            root = top;
        }

        return previous;
    }

    /// <summary>Removes a key and returns what was there.</summary>
    public T? Remove(ReadOnlySpan<char> key)
    {
        previous = null;
        root = root is null ? null : Remove(root, key);
        while (root is TreeBranch<T> { Size: 1 } branch)
        {
            root = branch.Children[0];
        }

        return previous;
    }

    /// <summary>What a key holds in the state made so far.</summary>
    public T? Find(ReadOnlySpan<char> key) => new SortedTree<T, TOrder>(root).Find(key);

    /// <summary>The version made so far; later changes do not touch it.</summary>
    public SortedTree<T, TOrder> Commit()
    {
        token = new object();
        return new SortedTree<T, TOrder>(root);
    }

    private TreeNode<T> Set(TreeNode<T> node, ReadOnlySpan<char> key, T item, out TreeNode<T>? right)
    {
        if (node is TreeLeaf<T> leaf)
        {
            return SetInLeaf(leaf.OwnedBy(token), key, item, out right);
        }

        right = null;
        var branch = ((TreeBranch<T>)node).OwnedBy(token);
        var index = branch.ChildFor<TOrder>(key);
        var before = branch.Children[index].Count;
        var child = Set(branch.Children[index], key, item, out var childRight);
        branch.Replace(index, child, child.Count - before);
        if (childRight is null)
        {
            return branch;
        }

        var target = branch;
        var at = index + 1;
        if (branch.Size == Capacity)
        {
            var keep = KeepOnSplit(at);
            var half = branch.SplitAt(keep);
            right = half;
            if (at > keep || keep == Capacity)
            {
                target = half;
                at -= keep;
            }
        }

        target.Insert(at, childRight);
        return branch;
    }

    private TreeLeaf<T> SetInLeaf(TreeLeaf<T> leaf, ReadOnlySpan<char> key, T item, out TreeNode<T>? right)
    {
        right = null;
        var index = leaf.Find<TOrder>(key);
        if (index >= 0)
        {
            previous = leaf.Items[index];
            leaf.Replace(index, item);
            return leaf;
        }

        index = ~index;
        var target = leaf;
        if (leaf.Size == Capacity)
        {
            var keep = KeepOnSplit(index);
            var half = leaf.SplitAt(keep);
            right = half;
            if (index > keep || keep == Capacity)
            {
                target = half;
                index -= keep;
            }
        }

        target.Insert(index, item, TOrder.Hash(item));
        return leaf;
    }

    // Keys that only grow leave full nodes behind instead of half-full ones.
    private static int KeepOnSplit(int index) => index == Capacity ? Capacity : Capacity / 2;

    private TreeNode<T>? Remove(TreeNode<T> node, ReadOnlySpan<char> key)
    {
        if (node is TreeLeaf<T> leaf)
        {
            var found = leaf.Find<TOrder>(key);
            if (found < 0)
            {
                return leaf;
            }

            previous = leaf.Items[found];
            leaf = leaf.OwnedBy(token);
            leaf.Remove(found);
            return leaf.Size == 0 ? null : leaf;
        }

        var branch = (TreeBranch<T>)node;
        var index = branch.ChildFor<TOrder>(key);
        var before = branch.Children[index].Count;
        var child = Remove(branch.Children[index], key);
        if (previous is null)
        {
            return branch;
        }

        branch = branch.OwnedBy(token);
        if (child is null)
        {
            // The emptied child may be the very node that was changed in place: no count can be taken from it any more.
            return RemoveChild(branch, index);
        }

        branch.Replace(index, child, child.Count - before);
        MergeIfSmall(branch, index);
        return branch;
    }

    private TreeBranch<T>? RemoveChild(TreeBranch<T> branch, int index)
    {
        if (branch.Size == 1)
        {
            return null;
        }

        var rest = new TreeBranch<T>(token);
        rest.Append(branch.Children[..index]);
        rest.Append(branch.Children[(index + 1)..]);
        return rest;
    }

    private void MergeIfSmall(TreeBranch<T> branch, int index)
    {
        if (branch.Size == 1 || branch.Children[index].Size >= MergeBelow)
        {
            return;
        }

        var left = index == 0 ? 0 : index - 1;
        var a = branch.Children[left];
        var b = branch.Children[left + 1];
        if (a.Size + b.Size > MergedAtMost)
        {
            return;
        }

        var merged = Merge(a, b);
        branch.Remove(left + 1);
        branch.Replace(left, merged, merged.Count - a.Count);
    }

    private TreeNode<T> Merge(TreeNode<T> a, TreeNode<T> b)
    {
        if (a is TreeLeaf<T> leaf)
        {
            var items = new TreeLeaf<T>(token);
            items.Append(leaf, 0);
            items.Append((TreeLeaf<T>)b, 0);
            return items;
        }

        var nodes = new TreeBranch<T>(token);
        nodes.Append(((TreeBranch<T>)a).Children);
        nodes.Append(((TreeBranch<T>)b).Children);
        return nodes;
    }
}
