namespace Outrigger.Aggregator.Upstream.Hpack;

/// <summary>Integers whose first bits share a byte with something else (RFC 7541, 5.1).</summary>
internal static class HpackInteger
{
    // four more bytes: 2^28 and a bit, more than any length here may be
    private const int MaxShift = 21;

    /// <summary>Reads one and moves past it. Too long or cut off is a compression error.</summary>
    public static int Read(ref ReadOnlySpan<byte> bytes, int prefixBits)
    {
        if (bytes.IsEmpty)
        {
            throw HpackDecoder.Malformed("a header block ends early");
        }

        var most = (1 << prefixBits) - 1;
        var value = bytes[0] & most;
        bytes = bytes[1..];
        if (value < most)
        {
            return value;
        }

        for (var shift = 0; shift <= MaxShift && !bytes.IsEmpty; shift += 7)
        {
            var next = bytes[0];
            bytes = bytes[1..];
            value += (next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw HpackDecoder.Malformed("an integer in a header block is too long");
    }

    /// <summary>Writes one below the bits of <paramref name="first"/>; how many bytes that took, six at most.</summary>
    public static int Write(Span<byte> destination, byte first, int prefixBits, int value)
    {
        var most = (1 << prefixBits) - 1;
        if (value < most)
        {
            destination[0] = (byte)(first | value);
            return 1;
        }

        destination[0] = (byte)(first | most);
        var count = 1;
        for (value -= most; value >= 0x80; value >>= 7)
        {
            destination[count++] = (byte)(value | 0x80);
        }

        destination[count++] = (byte)value;
        return count;
    }
}
