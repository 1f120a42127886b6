namespace Outrigger.Storage.Trees;

/// <summary>A node that holds nodes, with the first item of each beside it so that a search stays in one array.</summary>
internal sealed class TreeBranch<T>(object owner) : TreeNode<T>(owner)
    where T : class
{
    private readonly TreeNode<T>[] children = new TreeNode<T>[Capacity];
    private readonly T[] firsts = new T[Capacity];
    private int count;

    public override int Count => count;

    public override T First => firsts[0];

    public ReadOnlySpan<TreeNode<T>> Children => children.AsSpan(0, Size);

    /// <summary>The child that holds the key, or would.</summary>
    public int ChildFor<TOrder>(ReadOnlySpan<char> key)
        where TOrder : ITreeOrder<T>
    {
        var low = 1;
        var high = Size - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            if (TOrder.Compare(key, firsts[middle]) >= 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low - 1;
    }

    public TreeBranch<T> OwnedBy(object token)
    {
        if (ReferenceEquals(Owner, token))
        {
            return this;
        }

        var copy = new TreeBranch<T>(token);
        copy.Append(Children);
        return copy;
    }

    /// <summary>Puts a changed child in its place; <paramref name="grown"/> is by how many items the subtree grew.</summary>
    public void Replace(int index, TreeNode<T> child, int grown)
    {
        children[index] = child;
        firsts[index] = child.First;
        count += grown;
    }

    public void Insert(int index, TreeNode<T> child)
    {
        Array.Copy(children, index, children, index + 1, Size - index);
        Array.Copy(firsts, index, firsts, index + 1, Size - index);
        Size++;
        children[index] = child;
        firsts[index] = child.First;
        count += child.Count;
    }

    public void Remove(int index)
    {
        count -= children[index].Count;
        Size--;
        Array.Copy(children, index + 1, children, index, Size - index);
        Array.Copy(firsts, index + 1, firsts, index, Size - index);
        children[Size] = null!;
        firsts[Size] = null!;
    }

    public void Append(ReadOnlySpan<TreeNode<T>> more)
    {
        foreach (var child in more)
        {
            children[Size] = child;
            firsts[Size] = child.First;
            count += child.Count;
            Size++;
        }
    }

    /// <summary>Moves everything from <paramref name="index"/> on into a new branch.</summary>
    public TreeBranch<T> SplitAt(int index)
    {
        var right = new TreeBranch<T>(Owner);
        right.Append(Children[index..]);
        Array.Clear(children, index, Size - index);
        Array.Clear(firsts, index, Size - index);
        Size = index;
        count -= right.count;
        return right;
    }
}
