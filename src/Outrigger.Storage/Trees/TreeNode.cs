namespace Outrigger.Storage.Trees;

/// <summary>A node of a B+tree. Only the editor whose token it carries may change it; to all others it is immutable.</summary>
internal abstract class TreeNode<T>(object owner)
    where T : class
{
    public const int Capacity = 64;

    /// <summary>The token of the edit that made this node.</summary>
    public object Owner { get; } = owner;

    /// <summary>Used slots of this node.</summary>
    public int Size { get; protected set; }

    /// <summary>Items in the whole subtree.</summary>
    public abstract int Count { get; }

    /// <summary>The first item of the subtree, which must not be empty.</summary>
    public abstract T First { get; }
}
