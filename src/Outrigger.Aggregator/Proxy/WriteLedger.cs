namespace Outrigger.Aggregator.Proxy;

/// <summary>Which namespaces another server was asked to write into, and in which order.</summary>
internal sealed class WriteLedger
{
    private const int MaxNamespaces = 100_000;
    private readonly Lock gate = new();
    private readonly Dictionary<string, long> last = new(StringComparer.Ordinal);
    private long count;

    // What came up to here is forgotten and counts as written into every namespace.
    private long forgotten;

    /// <summary>The number of the last write.</summary>
    public long Mark
    {
        get
        {
            lock (gate)
            {
                return count;
            }
        }
    }

    /// <summary>Notes a write.</summary>
    public void Add(string ns)
    {
        lock (gate)
        {
            if (last.Count == MaxNamespaces && !last.ContainsKey(ns))
            {
                last.Clear();
                forgotten = count;
            }

            last[ns] = ++count;
        }
    }

    /// <summary>Whether there was one after the mark.</summary>
    public bool HasSince(string ns, long mark)
    {
        lock (gate)
        {
            return mark < forgotten || last.GetValueOrDefault(ns) > mark;
        }
    }
}
