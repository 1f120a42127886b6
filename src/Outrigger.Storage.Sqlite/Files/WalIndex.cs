using System.Buffers.Binary;

namespace Outrigger.Storage.Sqlite.Files;

/// <summary>
/// What the file beside the log says of it, when a process died and the machine went on. It counts a frame only after the frame is
/// on disk (sqlite.org/walformat.html, section 2).
/// </summary>
/// <param name="Salt">Which life of the log it means.</param>
/// <param name="Frames">How many frames were committed.</param>
/// <param name="Moved">How many of these were moved into the database.</param>
internal readonly record struct WalIndex(ulong Salt, uint Frames, uint Moved)
{
    private const int HeaderSize = 48;

    /// <summary>Null when there is none, or it is not in order.</summary>
    public static WalIndex? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1);
        Span<byte> head = stackalloc byte[(2 * HeaderSize) + 4];
        if (file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length)
        {
            return null;
        }

        var (first, second) = Sum(head[..40], bigEndian: !BitConverter.IsLittleEndian, default);
        var isRight = head[12] == 1
            && head[..HeaderSize].SequenceEqual(head[HeaderSize..(2 * HeaderSize)])
            && Native(head[40..]) == first
            && Native(head[44..]) == second;
        return isRight ? new WalIndex(BinaryPrimitives.ReadUInt64LittleEndian(head[32..]), Native(head[16..]), Native(head[(2 * HeaderSize)..])) : null;
    }

    /// <summary>SQLite's checksum over whole pairs of 32-bit words.</summary>
    public static (uint First, uint Second) Sum(ReadOnlySpan<byte> bytes, bool bigEndian, (uint First, uint Second) start)
    {
        var (first, second) = start;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            var (a, b) = bigEndian
                ? (BinaryPrimitives.ReadUInt32BigEndian(bytes), BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]))
                : (BinaryPrimitives.ReadUInt32LittleEndian(bytes), BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]));
            unchecked
            {
                first += a + second;
                second += b + first;
            }
        }

        return (first, second);
    }

    private static uint Native(ReadOnlySpan<byte> bytes) => BitConverter.ToUInt32(bytes);
}
