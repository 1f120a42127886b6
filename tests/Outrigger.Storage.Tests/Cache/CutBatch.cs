using System.Collections;
using Outrigger.Storage.Contract;

namespace Outrigger.Storage.Tests.Cache;

/// <summary>Events of a feed of which one cannot be read.</summary>
internal sealed class CutBatch(IReadOnlyList<StoreEvent> inner, int place) : IReadOnlyList<StoreEvent>
{
    public int Count => inner.Count;

    public StoreEvent this[int index] => index == place ? throw new IOException("cut") : inner[index];

    public IEnumerator<StoreEvent> GetEnumerator() => inner.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
