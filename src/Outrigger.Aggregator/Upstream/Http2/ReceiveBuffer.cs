using System.Buffers;

namespace Outrigger.Aggregator.Upstream.Http2;

/// <summary>What came on a stream and was not read yet; the stream's window bounds it. Holds no memory while it is empty.</summary>
internal sealed class ReceiveBuffer
{
    private const int InitialSize = 4096;

    private byte[] buffer = [];
    private int start;
    private int end;

    /// <summary>How many bytes there are.</summary>
    public int Count => end - start;

    /// <summary>Adds bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (buffer.Length - end < bytes.Length)
        {
            MakeRoom(Count + bytes.Length);
        }

        bytes.CopyTo(buffer.AsSpan(end));
        end += bytes.Length;
    }

    /// <summary>Moves bytes out; how many.</summary>
    public int Take(Span<byte> destination)
    {
        var count = Math.Min(destination.Length, Count);
        buffer.AsSpan(start, count).CopyTo(destination);
        start += count;
        if (start == end)
        {
            Clear();
        }

        return count;
    }

    /// <summary>Drops all and gives the memory back.</summary>
    public void Clear()
    {
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = [];
        }

        start = end = 0;
    }

    private void MakeRoom(int needed)
    {
        var held = Count;
        var target = needed <= buffer.Length / 2 ? buffer : ArrayPool<byte>.Shared.Rent(Math.Max(InitialSize, needed * 2));
        buffer.AsSpan(start, held).CopyTo(target);
        if (target != buffer)
        {
            Clear();
            buffer = target;
        }

        (start, end) = (0, held);
    }
}
