using System.Buffers.Binary;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Protobuf;

/// <summary>Reads the fields of one message. Whatever is no protobuf is an <see cref="ObjectReadException"/>.</summary>
internal ref struct WireReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> rest = message;

    public readonly bool AtEnd => rest.IsEmpty;

    /// <summary>The next field's number and type.</summary>
    public (int Number, WireType Type) ReadTag()
    {
        var tag = ReadVarint();
        var number = (int)(tag >> 3);
        var type = (WireType)(tag & 7);
        return tag >> 3 is 0 or > int.MaxValue || type is not (WireType.Varint or WireType.Fixed64 or WireType.Bytes or WireType.Fixed32)
            ? throw new ObjectReadException($"proto: illegal tag {tag}")
            : (number, type);
    }

    public ulong ReadVarint()
    {
        ulong value = 0;
        for (var i = 0; i < 10 && i < rest.Length; i++)
        {
            value |= (ulong)(rest[i] & 0x7f) << (7 * i);
            if (rest[i] < 0x80)
            {
                rest = rest[(i + 1)..];
                return value;
            }
        }

        throw rest.Length < 10 ? EndsEarly() : new ObjectReadException("proto: integer overflow");
    }

    public ReadOnlySpan<byte> ReadBytes()
    {
        var size = ReadVarint();
        if (size > (ulong)rest.Length)
        {
            throw EndsEarly();
        }

        var bytes = rest[..(int)size];
        rest = rest[(int)size..];
        return bytes;
    }

    public double ReadDouble() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    /// <summary>Passes over a value that nobody wants.</summary>
    public void Skip(WireType type)
    {
        switch (type)
        {
            case WireType.Varint: ReadVarint(); break;
            case WireType.Fixed64: Take(8); break;
            case WireType.Fixed32: Take(4); break;
            default: ReadBytes(); break;
        }
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (rest.Length < count)
        {
            throw EndsEarly();
        }

        var bytes = rest[..count];
        rest = rest[count..];
        return bytes;
    }

    private static ObjectReadException EndsEarly() => new("proto: unexpected end of the message");
}
