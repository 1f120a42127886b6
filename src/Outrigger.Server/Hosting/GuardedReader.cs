using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Connections;
using Outrigger.Server.Pipeline;

namespace Outrigger.Server.Hosting;

/// <summary>Hands on what a client sends, each byte after it was looked at once.</summary>
internal sealed class GuardedReader(ConnectionContext connection, PipeReader inner, FrameCounter frames, UnseenRequests requests) : PipeReader
{
    private ReadOnlySequence<byte> last;

    // of the bytes that are not consumed yet
    private long seen;

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        seen -= last.Slice(0, consumed).Length;
        last = default;
        inner.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead()
    {
        inner.CancelPendingRead();
        requests.Wake();
    }

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        var reading = inner.ReadAsync(cancellationToken);
        if (!reading.IsCompletedSuccessfully)
        {
            return WaitAsync(reading, cancellationToken);
        }

        var result = reading.Result;
        return Look(result, out var looked) ? new(looked) : WaitAsync(new(result), cancellationToken);
    }

    public override bool TryRead(out ReadResult result)
    {
        if (!inner.TryRead(out result))
        {
            return false;
        }

        if (Look(result, out var looked))
        {
            result = looked;
            return true;
        }

        inner.AdvanceTo(result.Buffer.Start);
        return false;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> WaitAsync(ValueTask<ReadResult> reading, CancellationToken cancellationToken)
    {
        var result = await reading.ConfigureAwait(false);
        ReadResult looked;
        while (!Look(result, out looked))
        {
            inner.AdvanceTo(result.Buffer.Start);
            await SeenAsync().ConfigureAwait(false);
            result = await inner.ReadAsync(cancellationToken).ConfigureAwait(false);
        }

        return looked;
    }

    private async Task SeenAsync()
    {
        try
        {
            await requests.WaitAsync().WaitAsync(connection.ConnectionClosed).ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            throw new ConnectionAbortedException("the connection is closed", e);
        }
    }

    /// <summary>False when there is nothing new that may be passed on. Throws when the connection must be cut.</summary>
    private bool Look(ReadResult result, out ReadResult looked)
    {
        var before = seen;
        if (result.Buffer.Length > seen)
        {
            if (!frames.Take(result.Buffer.Slice(seen), out var passed))
            {
                var flood = new ConnectionAbortedException("the client sends a flood of HTTP/2 frames");
                connection.Abort(flood);
                throw flood; // the requests under way take a while to end, and until then Kestrel would read on
            }

            seen += passed;
        }

        var isWhole = seen == result.Buffer.Length;
        last = result.Buffer.Slice(0, seen);
        looked = isWhole ? result : new ReadResult(last, result.IsCanceled, isCompleted: false);
        return isWhole || seen > before || result.IsCanceled;
    }
}
