namespace Outrigger.MetricsServer.Tests.Parsing;

/// <summary>Repeats a few bytes for ever.</summary>
internal sealed class EndlessStream(byte[] bytes) : MemoryStream
{
    public long Sent { get; private set; }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var span = buffer.Span;
        for (var i = 0; i < span.Length; i++)
        {
            span[i] = bytes[(int)(Sent++ % bytes.Length)];
        }

        return new(span.Length);
    }
}
