using Microsoft.AspNetCore.Http;

namespace Outrigger.Server.Http;

/// <summary>
/// A body as it is. One that fits a piece gets a Content-Length; a longer one is sent chunk by chunk. What is written goes into memory
/// of the response that is asked for a piece at a time: the response takes a lock for each time it is asked.
/// </summary>
/// <param name="response">The answer.</param>
/// <param name="length">About how many bytes it will have; 0 when that is not known.</param>
internal sealed class PlainBodyOutput(HttpResponse response, long length = 0) : BodyOutput
{
    // Kestrel adds the frame of a chunk; before and after an object stands a little more than its bytes.
    private const int Frame = 64;
    private const int Around = 512;
    private readonly System.IO.Pipelines.PipeWriter writer = response.BodyWriter;
    private readonly int window = length == 0 ? 0 : (int)Math.Min(length + Around, PieceSize - Frame);
    private Memory<byte> memory;
    private int used;
    private bool flushed;
    private long written;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (memory.Length - used < Math.Max(1, sizeHint))
        {
            HandOver();
            memory = writer.GetMemory(Math.Max(window, sizeHint));
        }

        return memory[used..];
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        if (flushed || response.HasStarted)
        {
            // Kestrel does not see what was written since the last flush when it ends an answer of HTTP/1.1
            return HasPending ? FlushAsync(cancellationToken) : ValueTask.CompletedTask;
        }

        // not flushed: the server sends it together with the end of the answer, which over HTTP/2 is a frame, a record and a call less
        response.ContentLength = written;
        HandOver();
        return ValueTask.CompletedTask;
    }

    protected override void AdvanceCore(int count)
    {
        used += count;
        written += count;
    }

    protected override async ValueTask FlushCoreAsync(CancellationToken cancellationToken)
    {
        flushed = true;
        HandOver();
        var result = await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
        if (result.IsCanceled || result.IsCompleted)
        {
            throw new OperationCanceledException("the client is gone", cancellationToken);
        }
    }

    private void HandOver()
    {
        if (used > 0)
        {
            writer.Advance(used);
        }

        (memory, used) = (default, 0);
    }
}
