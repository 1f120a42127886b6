using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Outrigger.Bench.Http2;

/// <summary>Frames as they are on the wire (RFC 9113, 4.1), and the few forms of header fields that a client needs (RFC 7541, 6).</summary>
internal static class Frame
{
    public const int HeadLength = 9;
    public const byte Data = 0;
    public const byte Headers = 1;
    public const byte Reset = 3;
    public const byte Settings = 4;
    public const byte Ping = 6;
    public const byte Goaway = 7;
    public const byte WindowUpdate = 8;
    public const byte EndStream = 1;
    public const byte Ack = 1;
    public const byte EndHeaders = 4;
    public const byte Padded = 8;
    public const byte Priority = 32;

    public static void Write(IBufferWriter<byte> output, byte type, byte flags, int stream, ReadOnlySpan<byte> payload)
    {
        var frame = output.GetSpan(HeadLength + payload.Length);
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8 | type);
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame[5..], stream);
        payload.CopyTo(frame[HeadLength..]);
        output.Advance(HeadLength + payload.Length);
    }

    public static void WriteNumber(IBufferWriter<byte> output, byte type, int stream, int number)
    {
        Span<byte> payload = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(payload, number);
        Write(output, type, 0, stream, payload);
    }

    /// <summary>A field whose name the static table has, not to be indexed, so that no request depends on the one before.</summary>
    public static void Field(MemoryStream block, int nameIndex, string value)
    {
        Integer(block, nameIndex, 0xf);
        var bytes = Encoding.ASCII.GetBytes(value);
        Integer(block, bytes.Length, 0x7f);
        block.Write(bytes);
    }

    /// <summary>The code of an answer: its block begins with it, after changes of the table's size; we keep no table.</summary>
    public static int Status(ReadOnlySpan<byte> block)
    {
        while ((block[0] & 0xe0) == 0x20)
        {
            block = block[1..];
        }

        return block[0] switch
        {
            0x88 => 200,
            0x89 => 204,
            0x8a => 206,
            0x8b => 304,
            0x8c => 400,
            0x8d => 404,
            0x8e => 500,
            _ => Digits(block[2..], isHuffman: block[1] >= 0x80),
        };
    }

    private static int Digits(ReadOnlySpan<byte> text, bool isHuffman)
    {
        if (!isHuffman)
        {
            return int.Parse(text[..3], System.Globalization.CultureInfo.InvariantCulture);
        }

        // 0 to 2 have codes of five bits, the others of six, from 0x19 on (RFC 7541, appendix B)
        var (bits, at, code) = (text[0] << 16 | text[1] << 8 | text[2], 24, 0);
        for (var i = 0; i < 3; i++)
        {
            var five = bits >> (at - 5) & 0x1f;
            (var digit, at) = five <= 2 ? (five, at - 5) : ((bits >> (at - 6) & 0x3f) - 0x16, at - 6);
            code = (code * 10) + digit;
        }

        return code;
    }

    private static void Integer(MemoryStream block, int value, int prefix)
    {
        if (value < prefix)
        {
            block.WriteByte((byte)value);
            return;
        }

        block.WriteByte((byte)prefix);
        for (value -= prefix; value >= 0x80; value >>= 7)
        {
            block.WriteByte((byte)(value | 0x80));
        }

        block.WriteByte((byte)value);
    }
}
