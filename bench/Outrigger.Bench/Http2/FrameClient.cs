using System.Buffers;
using System.Threading.Tasks.Sources;

namespace Outrigger.Bench.Http2;

/// <summary>One stream at a time of a connection that several clients share. To dispose of it ends a wait.</summary>
internal sealed class FrameClient(FrameConnection connection) : IClient, IValueTaskSource
{
    private readonly Lock gate = new();
    private ManualResetValueTaskSourceCore<bool> core;
    private ArrayBufferWriter<byte> filling = new();
    private ArrayBufferWriter<byte> given = new();
    private Exception? failure;
    private bool isWaiting;
    private bool isEnded;
    private int stream;
    private int status;
    private int taken;

    public async ValueTask OpenAsync(Request request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        (status, taken, isEnded) = (0, 0, false);
        filling.ResetWrittenCount();
        stream = connection.Send(request, this);
        while (Volatile.Read(ref status) == 0)
        {
            await NewsAsync(ofBody: false);
        }

        if (status is < 200 or > 299)
        {
            throw new HttpRequestException($"{request.Method} {request.Path}: {status} {await this.RestAsync(cancellationToken)}");
        }
    }

    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        given.ResetWrittenCount();
        do
        {
            await NewsAsync(ofBody: true);
        }
        while (!TrySwap());

        taken += given.WrittenCount;
        if (taken > FrameConnection.StreamWindow / 2 && !isEnded)
        {
            connection.Widen(stream, taken);
            taken = 0;
        }

        return given.WrittenMemory;
    }

    /// <summary>A part of the answer has come; who waits for it goes on with <see cref="Wake"/>.</summary>
    public void Take(int code, ReadOnlySpan<byte> data, bool isLast)
    {
        lock (gate)
        {
            status = code > 0 ? code : status;
            filling.Write(data);
            isEnded |= isLast;
        }
    }

    public void Fail(Exception cause)
    {
        lock (gate)
        {
            failure ??= cause;
        }

        Wake();
    }

    /// <summary>Goes on with who waits, here and now.</summary>
    public void Wake()
    {
        lock (gate)
        {
            if (!isWaiting)
            {
                return;
            }

            isWaiting = false;
        }

        core.SetResult(true);
    }

    public void Dispose()
    {
        connection.Leave(stream);
        Fail(new ObjectDisposedException(nameof(FrameClient)));
    }

    // A wake may have come for the other part of the answer: who waits looks again.
    private ValueTask NewsAsync(bool ofBody)
    {
        lock (gate)
        {
            if (ofBody ? isEnded || filling.WrittenCount > 0 : status != 0)
            {
                return ValueTask.CompletedTask;
            }

            if (failure is not null)
            {
                throw new IOException("the stream ended before its answer", failure);
            }

            isWaiting = true;
            core.Reset();
            return new(this, core.Version);
        }
    }

    private bool TrySwap()
    {
        lock (gate)
        {
            (given, filling) = (filling, given);
            return isEnded || given.WrittenCount > 0;
        }
    }

    void IValueTaskSource.GetResult(short token) => core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        core.OnCompleted(continuation, state, token, flags);
}
