using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;

namespace Outrigger.Aggregator.Upstream;

/// <summary>Sends a request's body while the answer may come already. The client is read no faster than the server takes it.</summary>
internal sealed class RequestBodyPump(PipeReader body, long? length, Stream stream)
{
    private const int ChunkSize = 16 * 1024;

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
                await (length is null ? SendChunksAsync(bytes, cancellationToken) : SendPlainAsync(bytes, cancellationToken))
                    .ConfigureAwait(false);
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

        if (length is null)
        {
            IsEnding = true;
            await stream.WriteAsync("0\r\n\r\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
        }
        else if (left > 0)
        {
            throw new UpstreamException(UpstreamFailure.ClientBody, "the body is shorter than its Content-Length");
        }

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

    private async Task SendPlainAsync(ReadOnlySequence<byte> bytes, CancellationToken cancellationToken)
    {
        foreach (var segment in bytes)
        {
            await stream.WriteAsync(segment, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task SendChunksAsync(ReadOnlySequence<byte> bytes, CancellationToken cancellationToken)
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
}
