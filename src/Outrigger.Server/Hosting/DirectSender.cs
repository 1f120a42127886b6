using System.IO.Pipelines;
using System.Net.Sockets;

namespace Outrigger.Server.Hosting;

/// <summary>
/// Sends on the thread that has the bytes, where Kestrel's transport copies them into a pipe for another thread to send. What the
/// socket does not take at once waits in a pipe, and all that follows behind it, until the socket has caught up. Small answers of a
/// busy server take the pipe too: their sends cost less in batches.
/// </summary>
/// <param name="socket">Does not block.</param>
/// <param name="queueOptions">Of the pipe; its reader's scheduler sends.</param>
/// <param name="isBusy">Whether what is sent through the pipe now will probably be sent together with others.</param>
internal sealed class DirectSender(Socket socket, PipeOptions queueOptions, Func<bool> isBusy) : PipeWriter
{
    private const int SmallAnswer = 4096;

    private readonly Pipe queue = new(queueOptions);
    private long waiting;
    private Task? sending;
    private volatile bool gone;

    /// <summary>Whether small writes never wait for a batch: those of a stream, or of many requests that are gathered already.</summary>
    public bool IsAlwaysDirect { get; set; }

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => queue.Writer.UnflushedBytes;

    public override Memory<byte> GetMemory(int sizeHint = 0) => queue.Writer.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => queue.Writer.GetSpan(sizeHint);

    public override void Advance(int bytes) => queue.Writer.Advance(bytes);

    public override void CancelPendingFlush() => queue.Writer.CancelPendingFlush();

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (UnflushedBytes == 0)
        {
            return new(new FlushResult(isCanceled: false, gone));
        }

        Announce(UnflushedBytes);
        return queue.Writer.FlushAsync(cancellationToken);
    }

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        if (UnflushedBytes == 0 && Volatile.Read(ref waiting) == 0 && !IsCheaperInBatch(source.Length))
        {
            source = source[SendNow(source.Span)..];
        }

        if (source.IsEmpty || gone)
        {
            return new(new FlushResult(isCanceled: false, gone));
        }

        Announce(UnflushedBytes + source.Length);
        return queue.Writer.WriteAsync(source, cancellationToken);
    }

    public override void Complete(Exception? exception = null) => queue.Writer.Complete(exception);

    /// <summary>Ends when everything is sent, or the socket is closed.</summary>
    public override async ValueTask CompleteAsync(Exception? exception = null)
    {
        await queue.Writer.CompleteAsync(exception).ConfigureAwait(false);
        await (sending ?? Task.CompletedTask).ConfigureAwait(false);
    }

    private bool IsCheaperInBatch(int bytes) => !IsAlwaysDirect && bytes <= SmallAnswer && isBusy();

    private void Announce(long bytes)
    {
        Interlocked.Add(ref waiting, bytes);
        sending ??= SendQueueAsync();
    }

    private int SendNow(ReadOnlySpan<byte> bytes)
    {
        var sent = 0;
        try
        {
            while (sent < bytes.Length)
            {
                sent += socket.Send(bytes[sent..], SocketFlags.None, out var error);
                if (error == SocketError.WouldBlock)
                {
                    break;
                }

                if (error != SocketError.Success)
                {
                    gone = true;
                    break;
                }
            }
        }
        catch (ObjectDisposedException)
        {
            gone = true; // the connection was aborted
        }

        return sent;
    }

    private async Task SendQueueAsync()
    {
        var reader = queue.Reader;
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync().ConfigureAwait(false);
                var length = read.Buffer.Length;
                foreach (var part in read.Buffer)
                {
                    for (var sent = 0; sent < part.Length;)
                    {
                        sent += await socket.SendAsync(part[sent..], SocketFlags.None, CancellationToken.None).ConfigureAwait(false);
                    }
                }

                reader.AdvanceTo(read.Buffer.End);
                Interlocked.Add(ref waiting, -length);
                if (read.IsCompleted)
                {
                    break;
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            gone = true;
        }

        await reader.CompleteAsync().ConfigureAwait(false);
    }
}
