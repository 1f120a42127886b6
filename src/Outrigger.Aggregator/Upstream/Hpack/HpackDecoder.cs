using System.Buffers;
using Outrigger.Aggregator.Upstream.Http2;

namespace Outrigger.Aggregator.Upstream.Hpack;

/// <summary>
/// Reads header blocks (RFC 7541, 6). Each block of a connection must pass through, as it may change the table. What is wrong with the
/// coding ends the connection; what is wrong with a field is left to whoever reads the list.
/// </summary>
internal sealed class HpackDecoder
{
    private readonly DynamicTable table = new();

    /// <summary>A fault of the coding: both sides may not know the same any more.</summary>
    public static Http2Exception Malformed(string why) => new(Http2Error.Compression, why);

    /// <summary>Adds the fields of a block to a list.</summary>
    public void Decode(ReadOnlySpan<byte> block, HeaderList list)
    {
        var mayResize = true;
        while (!block.IsEmpty)
        {
            var first = block[0];
            if (first >= 0x80)
            {
                var (field, size) = Lookup(HpackInteger.Read(ref block, 7));
                list.Add(field, size);
            }
            else if (first is >= 0x20 and < 0x40)
            {
                if (!mayResize || !table.Resize(HpackInteger.Read(ref block, 5)))
                {
                    throw Malformed("a wrong change of the header table's size");
                }

                continue;
            }
            else
            {
                var (field, size) = Literal(ref block, first >= 0x40 ? 6 : 4);
                list.Add(field, size);
                if (first >= 0x40)
                {
                    table.Add(field, size);
                }
            }

            mayResize = false;
        }
    }

    private (HeaderField Field, int Size) Lookup(int index)
    {
        if (index is 0 || index > StaticTable.Count + table.Count)
        {
            throw Malformed("an index of a header that is not there");
        }

        if (index > StaticTable.Count)
        {
            return table.Get(index - StaticTable.Count - 1);
        }

        var field = StaticTable.Get(index);
        return (field, field.Name.Length + field.Value.Length + DynamicTable.Overhead);
    }

    private (HeaderField Field, int Size) Literal(ref ReadOnlySpan<byte> block, int prefixBits)
    {
        var index = HpackInteger.Read(ref block, prefixBits);
        string name;
        int nameLength;
        if (index > 0)
        {
            name = Lookup(index).Field.Name;
            nameLength = name.Length;
        }
        else
        {
            (name, nameLength) = Text(ref block, isName: true);
        }

        var (value, valueLength) = Text(ref block, isName: false);
        return (new HeaderField(name, value), nameLength + valueLength + DynamicTable.Overhead);
    }

    private static (string Text, int Length) Text(ref ReadOnlySpan<byte> block, bool isName)
    {
        var isCoded = !block.IsEmpty && block[0] >= 0x80;
        var length = HpackInteger.Read(ref block, 7);
        if (length > block.Length)
        {
            throw Malformed("a string in a header block is cut off");
        }

        var bytes = block[..length];
        block = block[length..];
        if (!isCoded)
        {
            return (Make(bytes, isName), length);
        }

        var buffer = ArrayPool<byte>.Shared.Rent((length * 8 / 5) + 1);
        try
        {
            var count = HuffmanDecoder.Decode(bytes, buffer);
            return count >= 0 ? (Make(buffer.AsSpan(0, count), isName), count) : throw Malformed("no Huffman code");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static string Make(ReadOnlySpan<byte> bytes, bool isName) =>
        isName ? FieldText.Name(bytes) : KnownHeaders.Value(bytes.Trim(" \t"u8));
}
