using Microsoft.AspNetCore.Http;

namespace Outrigger.Server.Http;

/// <summary>A body as it is. One that fits a piece gets a Content-Length; a longer one is sent chunk by chunk.</summary>
internal sealed class PlainBodyOutput(HttpResponse response) : BodyOutput
{
    private readonly System.IO.Pipelines.PipeWriter writer = response.BodyWriter;
    private bool flushed;
    private long written;

    public override Memory<byte> GetMemory(int sizeHint = 0) => writer.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => writer.GetSpan(sizeHint);

    public override ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        if (!flushed && !response.HasStarted)
        {
            response.ContentLength = written;
        }

        return HasPending ? FlushAsync(cancellationToken) : ValueTask.CompletedTask;
    }

    protected override void AdvanceCore(int count)
    {
        writer.Advance(count);
        written += count;
    }

    protected override async ValueTask FlushCoreAsync(CancellationToken cancellationToken)
    {
        flushed = true;
        var result = await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
        if (result.IsCanceled || result.IsCompleted)
        {
            throw new OperationCanceledException("the client is gone", cancellationToken);
        }
    }
}
