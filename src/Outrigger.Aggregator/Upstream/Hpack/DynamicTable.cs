namespace Outrigger.Aggregator.Upstream.Hpack;

/// <summary>The fields that one side told the other to remember, the newest first, bounded in size (RFC 7541, 2.3.2 and 4).</summary>
internal sealed class DynamicTable
{
    /// <summary>The largest size, which is what every peer starts with.</summary>
    public const int MaxSize = 4096;

    /// <summary>What an entry counts beside its bytes.</summary>
    public const int Overhead = 32;

    // no more entries than this fit
    private readonly (HeaderField Field, int Size)[] ring = new (HeaderField, int)[MaxSize / Overhead];
    private int oldest;
    private int limit = MaxSize;

    /// <summary>How many entries there are.</summary>
    public int Count { get; private set; }

    /// <summary>The sum of the entries' sizes.</summary>
    public int Size { get; private set; }

    /// <summary>An entry with its size; 0 is the newest.</summary>
    public (HeaderField Field, int Size) Get(int index) => ring[(oldest + Count - 1 - index) % ring.Length];

    /// <summary>Adds one and drops the oldest until it fits; one that is too large empties the table.</summary>
    public void Add(HeaderField field, int entrySize)
    {
        Shrink(limit - entrySize);
        if (entrySize <= limit)
        {
            ring[(oldest + Count) % ring.Length] = (field, entrySize);
            Count++;
            Size += entrySize;
        }
    }

    /// <summary>Changes the size; false when it is larger than what was allowed.</summary>
    public bool Resize(int newLimit)
    {
        if (newLimit > MaxSize)
        {
            return false;
        }

        limit = newLimit;
        Shrink(limit);
        return true;
    }

    private void Shrink(int room)
    {
        while (Count > 0 && Size > room)
        {
            Size -= ring[oldest].Size;
            ring[oldest] = default;
            oldest = (oldest + 1) % ring.Length;
            Count--;
        }
    }
}
