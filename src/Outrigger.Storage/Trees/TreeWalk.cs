namespace Outrigger.Storage.Trees;

/// <summary>A walk over the items of one version of a tree, upwards. For one reader.</summary>
internal sealed class TreeWalk<T>
    where T : class
{
    private readonly List<(TreeBranch<T> Branch, int Index)> path = new(4);
    private TreeLeaf<T>? leaf;
    private int next;

    /// <summary>Takes the next item; null at the end.</summary>
    public T? Next()
    {
        while (leaf is not null)
        {
            if (next < leaf.Size)
            {
                return leaf.Items[next++];
            }

            leaf = NextLeaf();
            next = 0;
        }

        return null;
    }

    internal void Push(TreeBranch<T> branch, int index) => path.Add((branch, index));

    internal void Start(TreeLeaf<T> first, int index)
    {
        leaf = first;
        next = index;
    }

    private TreeLeaf<T>? NextLeaf()
    {
        while (path.Count > 0)
        {
            var (branch, index) = path[^1];
            path.RemoveAt(path.Count - 1);
            if (index + 1 == branch.Size)
            {
                continue;
            }

            path.Add((branch, index + 1));
            var node = branch.Children[index + 1];
            while (node is TreeBranch<T> inner)
            {
                path.Add((inner, 0));
                node = inner.Children[0];
            }

            return (TreeLeaf<T>)node;
        }

        return null;
    }
}
