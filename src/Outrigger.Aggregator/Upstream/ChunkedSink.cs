using System.Buffers;
using System.Globalization;

namespace Outrigger.Aggregator.Upstream;

/// <summary>A body in chunks.</summary>
internal sealed class ChunkedSink(Stream stream) : IBodySink
{
    private const int ChunkSize = 16 * 1024;

    public async ValueTask WriteAsync(ReadOnlySequence<byte> bytes, bool isLast, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkSize + 16);
        try
        {
            while (!bytes.IsEmpty)
            {
                var piece = bytes.Slice(0, Math.Min(bytes.Length, ChunkSize));
                var count = (int)piece.Length;
                count.TryFormat(buffer, out var used, "x", CultureInfo.InvariantCulture);
                "\r\n"u8.CopyTo(buffer.AsSpan(used));
                piece.CopyTo(buffer.AsSpan(used + 2));
                "\r\n"u8.CopyTo(buffer.AsSpan(used + 2 + count));
                await stream.WriteAsync(buffer.AsMemory(0, used + 4 + count), cancellationToken).ConfigureAwait(false);
                bytes = bytes.Slice(count);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public async ValueTask EndAsync(CancellationToken cancellationToken) =>
        await stream.WriteAsync("0\r\n\r\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
}
