using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;

namespace Outrigger.ApiMachinery.Protobuf;

/// <summary>A growing buffer that protobuf is written into; nested messages get their length when they end.</summary>
internal sealed class WireBuffer : IDisposable
{
    private byte[] bytes = ArrayPool<byte>.Shared.Rent(4096);
    private int length;

    public ReadOnlySpan<byte> Written => bytes.AsSpan(0, length);

    public int Length => length;

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(bytes);
        bytes = [];
    }

    /// <summary>Room for at least this many bytes; <see cref="Advance"/> says how many were used.</summary>
    public Span<byte> GetSpan(int size)
    {
        if (bytes.Length - length < size)
        {
            Grow(size);
        }

        return bytes.AsSpan(length);
    }

    public void Advance(int count) => length += count;

    public void Write(ReadOnlySpan<byte> data)
    {
        data.CopyTo(GetSpan(data.Length));
        length += data.Length;
    }

    public void WriteVarint(ulong value)
    {
        var span = GetSpan(10);
        var i = 0;
        while (value >= 0x80)
        {
            span[i++] = (byte)(value | 0x80);
            value >>= 7;
        }

        span[i++] = (byte)value;
        length += i;
    }

    public void WriteTag(int number, WireType type) => WriteVarint(((uint)number << 3) | (uint)type);

    public void WriteVarint(int number, ulong value)
    {
        WriteTag(number, WireType.Varint);
        WriteVarint(value);
    }

    public void WriteDouble(int number, double value)
    {
        WriteTag(number, WireType.Fixed64);
        BinaryPrimitives.WriteDoubleLittleEndian(GetSpan(8), value);
        length += 8;
    }

    public void WriteBytes(int number, ReadOnlySpan<byte> value)
    {
        WriteTag(number, WireType.Bytes);
        WriteVarint((ulong)value.Length);
        Write(value);
    }

    public void WriteText(int number, string text)
    {
        WriteTag(number, WireType.Bytes);
        var start = Begin();
        length += System.Text.Encoding.UTF8.GetBytes(text, GetSpan(System.Text.Encoding.UTF8.GetMaxByteCount(text.Length)));
        End(start);
    }

    /// <summary>Begins a message whose tag has been written; the result is for <see cref="End"/>.</summary>
    public int Begin()
    {
        GetSpan(1);
        length++;
        return length;
    }

    /// <summary>Writes the length of what was written since <see cref="Begin"/>. One byte was left free; a longer length moves the content.</summary>
    public void End(int start)
    {
        var content = length - start;
        var size = (BitOperations.Log2((uint)content | 1) / 7) + 1;
        if (size > 1)
        {
            GetSpan(size - 1);
            bytes.AsSpan(start, content).CopyTo(bytes.AsSpan(start + size - 1));
        }

        length = start - 1;
        WriteVarint((ulong)content);
        length += content;
    }

    /// <summary>Takes back what was written since a length.</summary>
    public void Rewind(int to) => length = to;

    private void Grow(int size)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(bytes.Length * 2, length + size));
        Written.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(bytes);
        bytes = larger;
    }
}
