using System.Buffers;

namespace Outrigger.Storage.Objects;

/// <summary>Copies the pieces of an object into an output.</summary>
internal static class Pieces
{
    // Kestrel's pipe is fast up to this size and slow when it is handed one large buffer.
    private const int Chunk = 64 * 1024;

    public static void Write(
        IBufferWriter<byte> output, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> head, ReadOnlySpan<byte> slot, ReadOnlySpan<byte> tail)
    {
        var total = prefix.Length + head.Length + slot.Length + tail.Length;
        if (total > Chunk)
        {
            WriteChunks(output, prefix);
            WriteChunks(output, head);
            WriteChunks(output, slot);
            WriteChunks(output, tail);
            return;
        }

        var target = output.GetSpan(total);
        prefix.CopyTo(target);
        target = target[prefix.Length..];
        head.CopyTo(target);
        target = target[head.Length..];
        slot.CopyTo(target);
        tail.CopyTo(target[slot.Length..]);
        output.Advance(total);
    }

    private static void WriteChunks(IBufferWriter<byte> output, ReadOnlySpan<byte> piece)
    {
        while (!piece.IsEmpty)
        {
            var part = piece[..Math.Min(piece.Length, Chunk)];
            part.CopyTo(output.GetSpan(part.Length));
            output.Advance(part.Length);
            piece = piece[part.Length..];
        }
    }
}
