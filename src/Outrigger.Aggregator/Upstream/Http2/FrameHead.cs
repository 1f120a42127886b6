using System.Buffers.Binary;

namespace Outrigger.Aggregator.Upstream.Http2;

/// <summary>What every frame begins with (RFC 9113, 4.1).</summary>
internal readonly record struct FrameHead(int Length, FrameType Type, FrameFlags Flags, int StreamId)
{
    /// <summary>Its bytes.</summary>
    public const int Size = 9;

    /// <summary>The largest payload that either side takes unless it says otherwise; we never do.</summary>
    public const int MaxPayload = 16 * 1024;

    /// <summary>Whether a flag is set.</summary>
    public bool Has(FrameFlags flag) => (Flags & flag) != 0;

    /// <summary>Reads one from nine bytes.</summary>
    public static FrameHead Read(ReadOnlySpan<byte> bytes) => new(
        (bytes[0] << 16) | BinaryPrimitives.ReadUInt16BigEndian(bytes[1..]),
        (FrameType)bytes[3],
        (FrameFlags)bytes[4],
        BinaryPrimitives.ReadInt32BigEndian(bytes[5..]) & int.MaxValue);

    /// <summary>Writes it into nine bytes.</summary>
    public void Write(Span<byte> bytes)
    {
        bytes[0] = (byte)(Length >> 16);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[1..], (ushort)Length);
        bytes[3] = (byte)Type;
        bytes[4] = (byte)Flags;
        BinaryPrimitives.WriteInt32BigEndian(bytes[5..], StreamId);
    }
}
