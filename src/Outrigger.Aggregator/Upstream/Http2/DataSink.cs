using System.Buffers;

namespace Outrigger.Aggregator.Upstream.Http2;

/// <summary>A body in DATA frames, as fast as both windows allow.</summary>
internal sealed class DataSink(Http2Connection connection, Http2Stream stream) : IBodySink
{
    private bool hasEnded;

    public async ValueTask WriteAsync(ReadOnlySequence<byte> bytes, bool isLast, CancellationToken cancellationToken)
    {
        foreach (var segment in bytes)
        {
            bytes = bytes.Slice(segment.Length);
            if (!segment.IsEmpty)
            {
                hasEnded = isLast && bytes.IsEmpty;
                await connection.SendAsync(stream, segment, hasEnded, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public ValueTask EndAsync(CancellationToken cancellationToken) =>
        hasEnded ? ValueTask.CompletedTask : connection.SendAsync(stream, ReadOnlyMemory<byte>.Empty, isEnd: true, cancellationToken);
}
