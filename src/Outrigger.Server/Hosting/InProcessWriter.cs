using System.IO.Pipelines;

namespace Outrigger.Server.Hosting;

/// <summary>Marks the answer as started at the first flush, as a server's writer does.</summary>
internal sealed class InProcessWriter(PipeWriter inner, Action onStart) : PipeWriter
{
    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => inner.UnflushedBytes;

    public override void Advance(int bytes) => inner.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        onStart();
        return inner.FlushAsync(cancellationToken);
    }
}
