using System.Buffers;

namespace Outrigger.Aggregator.Upstream;

/// <summary>A body whose length was said in the head.</summary>
internal sealed class LengthSink(Stream stream) : IBodySink
{
    public async ValueTask WriteAsync(ReadOnlySequence<byte> bytes, bool isLast, CancellationToken cancellationToken)
    {
        foreach (var segment in bytes)
        {
            await stream.WriteAsync(segment, cancellationToken).ConfigureAwait(false);
        }
    }

    public ValueTask EndAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
