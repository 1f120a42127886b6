using System.Collections;
using Outrigger.Storage.Objects;
using Outrigger.Storage.Trees;

namespace Outrigger.Storage.Cache;

/// <summary>A walk over objects of a snapshot in key order; enumerate it once.</summary>
public sealed class ObjectWalk : IEnumerable<StoredObject>, IEnumerator<StoredObject>
{
    private readonly TreeWalk<StoredObject> walk;
    private readonly string ns;

    internal ObjectWalk(TreeWalk<StoredObject> walk, string ns)
    {
        this.walk = walk;
        this.ns = ns;
    }

    /// <inheritdoc/>
    public StoredObject Current { get; private set; } = null!;

    object IEnumerator.Current => Current;

    /// <inheritdoc/>
    public bool MoveNext()
    {
        var next = walk.Next();
        if (next is null || (ns.Length > 0 && !string.Equals(next.Namespace, ns, StringComparison.Ordinal)))
        {
            return false;
        }

        Current = next;
        return true;
    }

    /// <summary>The walk itself.</summary>
    public ObjectWalk GetEnumerator() => this;

    IEnumerator<StoredObject> IEnumerable<StoredObject>.GetEnumerator() => this;

    IEnumerator IEnumerable.GetEnumerator() => this;

    /// <inheritdoc/>
    public void Reset() => throw new NotSupportedException();

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
