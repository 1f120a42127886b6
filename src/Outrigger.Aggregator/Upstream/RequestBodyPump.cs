using System.IO.Pipelines;

namespace Outrigger.Aggregator.Upstream;

/// <summary>Sends a request's body while the answer may come already. The client is read no faster than the server takes it.</summary>
internal sealed class RequestBodyPump(PipeReader body, long? length, IBodySink sink)
{
    /// <summary>Whether a byte of the client's body was taken, so that the request cannot be sent again.</summary>
    public bool HasTaken { get; private set; }

    /// <summary>Whether only the last write is under way.</summary>
    public bool IsEnding { get; private set; }

    /// <summary>Whether the server has the whole body.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Runs to the end of the body. A client that breaks off is an <see cref="UpstreamException"/> with ClientBody.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var left = length ?? long.MaxValue;
        while (left > 0)
        {
            var read = await TakeAsync(cancellationToken).ConfigureAwait(false);
            var bytes = read.Buffer;
            try
            {
                left = CountDown(left, bytes.Length);
                IsEnding = left == 0;
                HasTaken |= !bytes.IsEmpty;
                await sink.WriteAsync(bytes, left == 0, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                body.AdvanceTo(bytes.End);
            }

            if (read.IsCompleted)
            {
                break;
            }
        }

        if (length is not null && left > 0)
        {
            throw new UpstreamException(UpstreamFailure.ClientBody, "the body is shorter than its Content-Length");
        }

        IsEnding = true;
        await sink.EndAsync(cancellationToken).ConfigureAwait(false);
        IsDone = true;
    }

    private long CountDown(long left, long count)
    {
        if (length is null)
        {
            return left;
        }

        return count <= left
            ? left - count
            : throw new UpstreamException(UpstreamFailure.ClientBody, "the body is longer than its Content-Length");
    }

    private async ValueTask<ReadResult> TakeAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new UpstreamException(UpstreamFailure.ClientBody, "the request body could not be read", e);
        }
    }
}
