using System.Runtime.CompilerServices;

namespace Outrigger.Aggregator.Upstream.Http2;

/// <summary>An answer on a stream. Disposing it ends the stream; the connection goes on.</summary>
internal sealed class Http2Response(Http2Stream stream, RequestSending sending, string method, TimeProvider time) : UpstreamResponse
{
    private bool isComplete;

    public override ResponseHead Head => stream.Head;

    public override BodyFraming Framing { get; } = stream.Head.FramingFor(method);

    public override bool IsComplete => isComplete || Framing == BodyFraming.None;

    public override UpstreamConnection Connection => throw new InvalidOperationException("a stream has no connection of its own");

    public override bool HasMore => stream.HasMore;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        var count = Framing == BodyFraming.None ? 0 : await stream.ReadAsync(destination, cancellationToken).ConfigureAwait(false);
        isComplete |= count == 0;
        return count;
    }

    public override ValueTask WaitAsync(CancellationToken cancellationToken) => stream.WaitAsync(cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        await sending.EndAsync(stream, time).ConfigureAwait(false);
        stream.Dispose();
    }
}
