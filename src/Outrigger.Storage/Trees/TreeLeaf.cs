namespace Outrigger.Storage.Trees;

/// <summary>A node that holds items, sorted.</summary>
internal sealed class TreeLeaf<T>(object owner) : TreeNode<T>(owner)
    where T : class
{
    private readonly T[] items = new T[Capacity];

    public override int Count => Size;

    public override T First => items[0];

    public ReadOnlySpan<T> Items => items.AsSpan(0, Size);

    /// <summary>The index of the key, or the complement of where it would go.</summary>
    public int Find<TOrder>(ReadOnlySpan<char> key)
        where TOrder : ITreeOrder<T>
    {
        var low = 0;
        var high = Size - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = TOrder.Compare(key, items[middle]);
            if (order == 0)
            {
                return middle;
            }

            if (order > 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return ~low;
    }

    public TreeLeaf<T> OwnedBy(object token)
    {
        if (ReferenceEquals(Owner, token))
        {
            return this;
        }

        var copy = new TreeLeaf<T>(token);
        copy.Append(Items);
        return copy;
    }

    public void Replace(int index, T item) => items[index] = item;

    public void Insert(int index, T item)
    {
        Array.Copy(items, index, items, index + 1, Size - index);
        items[index] = item;
        Size++;
    }

    public void Remove(int index)
    {
        Size--;
        Array.Copy(items, index + 1, items, index, Size - index);
        items[Size] = null!;
    }

    public void Append(ReadOnlySpan<T> more)
    {
        more.CopyTo(items.AsSpan(Size));
        Size += more.Length;
    }

    /// <summary>Moves everything from <paramref name="index"/> on into a new leaf.</summary>
    public TreeLeaf<T> SplitAt(int index)
    {
        var right = new TreeLeaf<T>(Owner);
        right.Append(Items[index..]);
        Array.Clear(items, index, Size - index);
        Size = index;
        return right;
    }
}
