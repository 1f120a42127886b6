using System.Buffers;
using System.Text;

namespace Outrigger.Aggregator.Upstream.Hpack;

/// <summary>
/// Writes a header block with the static table alone: nothing that a request says is remembered by the other side, and blocks can be
/// written in any order. Fields that tell who asks are marked so that nobody on the way may remember them either.
/// </summary>
internal sealed class HpackWriter : IDisposable
{
    private const byte Indexed = 0x80;
    private const byte NotIndexed = 0;
    private const byte NeverIndexed = 0x10;
    private const int IndexBits = 4;
    private const int LengthBits = 7;

    // two integers and the first byte
    private const int MostOverhead = 16;

    // says that no header table is used
    private const byte NoTable = 0x20;

    private byte[] buffer;
    private int length;

    public HpackWriter()
    {
        buffer = ArrayPool<byte>.Shared.Rent(2048);
        buffer[length++] = NoTable;
    }

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Written => buffer.AsSpan(1, length - 1);

    /// <summary>The same for another side that made its header table smaller and waits for a word about that (RFC 7541, 4.2).</summary>
    public ReadOnlySpan<byte> WrittenWithoutTable => buffer.AsSpan(0, length);

    /// <summary>Adds a field of the static table.</summary>
    public void Add(int index)
    {
        MakeRoom(0);
        length += HpackInteger.Write(buffer.AsSpan(length), Indexed, LengthBits, index);
    }

    /// <summary>Adds a field with the name of the static table's field.</summary>
    public void Add(int nameIndex, ReadOnlySpan<byte> value, bool isSecret = false)
    {
        MakeRoom(value.Length);
        length += HpackInteger.Write(buffer.AsSpan(length), isSecret ? NeverIndexed : NotIndexed, IndexBits, nameIndex);
        Put(value);
    }

    /// <summary>Adds a field; its name is put into lower case.</summary>
    public void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Span<byte> lower = name.Length <= 256 ? stackalloc byte[name.Length] : new byte[name.Length];
        Ascii.ToLower(name, lower, out _);
        var isSecret = IsSecret(lower);
        if (StaticTable.Find(lower) is var index and > 0)
        {
            Add(index, value, isSecret);
            return;
        }

        MakeRoom(lower.Length + value.Length);
        buffer[length++] = isSecret ? NeverIndexed : NotIndexed;
        Put(lower);
        Put(value);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
        length = 0;
    }

    private static bool IsSecret(ReadOnlySpan<byte> name) =>
        name.StartsWith("x-remote-"u8) || name.SequenceEqual("authorization"u8) || name.SequenceEqual("cookie"u8);

    private void MakeRoom(int bytes)
    {
        if (buffer.Length - length >= bytes + MostOverhead)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(buffer.Length * 2, length + bytes + MostOverhead));
        WrittenWithoutTable.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }

    private void Put(ReadOnlySpan<byte> text)
    {
        length += HpackInteger.Write(buffer.AsSpan(length), 0, LengthBits, text.Length);
        text.CopyTo(buffer.AsSpan(length));
        length += text.Length;
    }
}
