namespace Outrigger.Aggregator.Upstream.Hpack;

/// <summary>The fields of one header block, in order, up to a size; used again for the next one.</summary>
internal sealed class HeaderList(int maxSize)
{
    private readonly List<HeaderField> fields = [];
    private int size;

    /// <summary>The fields; a name of one NUL stands for one that is not allowed.</summary>
    public IReadOnlyList<HeaderField> Fields => fields;

    /// <summary>Whether there were more than are kept.</summary>
    public bool IsTooLarge => size > maxSize;

    /// <summary>Adds one with its size (RFC 7541, 4.1).</summary>
    public void Add(HeaderField field, int fieldSize)
    {
        size = (int)Math.Min((long)size + fieldSize, int.MaxValue);
        if (!IsTooLarge)
        {
            fields.Add(field);
        }
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        fields.Clear();
        size = 0;
    }
}
