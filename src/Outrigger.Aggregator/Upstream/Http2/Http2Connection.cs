using System.Buffers.Binary;
using Outrigger.Aggregator.Upstream.Hpack;

namespace Outrigger.Aggregator.Upstream.Http2;

/// <summary>
/// A connection on which many requests are under way (RFC 9113). One loop reads it; it holds no memory for streams that are quiet.
/// </summary>
internal sealed class Http2Connection : IDisposable
{
    // Servers end a connection that resets many streams, and with it those of everybody; long before, others get another one.
    private const int MostResets = 200;

    private readonly UpstreamConnection link;
    private readonly int maxHeadBytes;
    private readonly TimeProvider time;
    private readonly PeerSettings settings = new();
    private readonly SendWindows windows = new();
    private readonly FrameBudget budget;
    private readonly FrameOutput output;
    private readonly FrameHandler handler;
    private readonly ReadLoop reading;
    private readonly Action<Http2Stream, HpackWriter> sendHead;
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private KeepAlive? keepAlive;
    private long heard;
    private int resets;
    private int isOver;

    public Http2Connection(UpstreamConnection link, int maxHeadBytes, TimeProvider time)
    {
        this.link = link;
        this.maxHeadBytes = maxHeadBytes;
        this.time = time;
        budget = new FrameBudget(time);
        output = new FrameOutput(link.Stream, End);
        var wakes = new Wakes();
        handler = new FrameHandler(this, output, windows, budget, new HeaderBlocks(maxHeadBytes), wakes);
        reading = new ReadLoop(link.Reader, wakes, OnRead, OnReadEnd);
        sendHead = SendHead;
    }

    /// <summary>Where it goes.</summary>
    public UpstreamTarget Target => link.Target;

    /// <summary>The streams that are open.</summary>
    public StreamTable Streams { get; } = new();

    /// <summary>The largest head that the other side takes, as it counts it.</summary>
    public uint MaxHeaderList => settings.MaxHeaderList;

    /// <summary>When its last stream ended, as a timestamp of its clock.</summary>
    public long IdleSince { get; private set; }

    /// <summary>Told when it takes no more streams.</summary>
    public Action<Http2Connection> OnRetired { private get; set; } = _ => { };

    /// <summary>Whether the other side asked for HTTP/1.1 instead (HTTP_1_1_REQUIRED).</summary>
    public bool RequiresHttp1 { get; private set; }

    /// <summary>Whether it has ended.</summary>
    public bool IsOver => Volatile.Read(ref isOver) != 0;

    /// <summary>Whether bodies are held up by the other side, whoever's.</summary>
    public bool IsHeldUp => windows.IsExhausted;

    /// <summary>Begins; returns when the other side said what it takes.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        IdleSince = time.GetTimestamp();
        keepAlive = new KeepAlive(time, Ask, () => End(new IOException("the server answers no PING")));
        Greet();
        reading.Start();
        return ready.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Sends the head of a request on a place that was reserved; null when the other side takes none any more.</summary>
    public Http2Stream? Open(UpstreamRequest request, HpackWriter head)
    {
        var stream = new Http2Stream(this, request, windows.Open()) { IsSent = request.Body is null, OpenedAt = time.GetTimestamp() };
        if (!TryOpen(stream, head))
        {
            windows.Close(stream.SendWindow);
            EndIfDone();
            return null;
        }

        return stream;
    }

    /// <summary>Gives a place back that was reserved.</summary>
    public void Release()
    {
        Streams.Release();
        EndIfDone();
    }

    /// <summary>Sends a piece of a body as the other side takes it. Ends early when the stream does.</summary>
    public async ValueTask SendAsync(Http2Stream stream, ReadOnlyMemory<byte> data, bool isEnd, CancellationToken cancellationToken)
    {
        do
        {
            var count = data.IsEmpty
                ? 0
                : await windows.TakeAsync(stream.SendWindow, Math.Min(data.Length, FrameHead.MaxPayload), cancellationToken).ConfigureAwait(false);
            await SendFrameAsync(stream, data[..count], isEnd && count == data.Length, cancellationToken).ConfigureAwait(false);
            data = data[count..];
        }
        while (!data.IsEmpty);

        if (isEnd && Streams.Note(stream, isSent: true))
        {
            OnClosed(stream);
        }
    }

    /// <summary>A reader of the stream took so much.</summary>
    public void GiveRoom(Http2Stream stream, int count) => Guard(() => output.Add(FrameType.WindowUpdate, stream.Id, (uint)count));

    /// <summary>
    /// Nobody wants the rest of a stream. When not even a head came, and nothing else on the connection for a second, the connection may
    /// be dead: the next requests get another one.
    /// </summary>
    public void Abandon(Http2Stream stream)
    {
        if (Reset(stream, Http2Error.Cancel) && !stream.HasAnswer &&
            time.GetElapsedTime(Math.Max(stream.OpenedAt, Interlocked.Read(ref heard))) > TimeSpan.FromSeconds(1))
        {
            Retire();
        }
    }

    /// <summary>Takes no more streams, and ends when it has none.</summary>
    public void Retire()
    {
        Streams.Retire();
        OnRetired(this);
        EndIfDone();
    }

    /// <summary>The other side said what it takes.</summary>
    public void Apply(ReadOnlySpan<byte> payload)
    {
        settings.Apply(payload, windows);
        Streams.Limit(settings.MaxStreams);
        ready.TrySetResult();
    }

    /// <summary>An answer came whole.</summary>
    public void OnAnswered(Http2Stream stream)
    {
        if (Streams.Note(stream, isAnswered: true))
        {
            OnClosed(stream);
        }
    }

    /// <summary>The other side ends a stream.</summary>
    public void OnReset(Http2Stream stream, Http2Error code)
    {
        var isUntouched = (code is Http2Error.RefusedStream or Http2Error.Http11Required) && !stream.HasAnswer;
        var isOpen = Streams.Remove(stream);

        // what this says about the connection is known before the stream's request looks for another one
        switch (code)
        {
            case Http2Error.Http11Required:
                RequiresHttp1 = true;
                Retire();
                break;
            case Http2Error.RefusedStream when isUntouched:
                Streams.Refused();
                if (Streams.IsDone)
                {
                    Retire();
                }

                break;
        }

        stream.Fail(
            new(stream.HasAnswer ? UpstreamFailure.BadAnswer : UpstreamFailure.NoAnswer, $"stream error: stream ID {stream.Id}; {Http2ErrorNames.Of(code)}; received from peer"),
            isUntouched ? StreamEnd.NotProcessed : StreamEnd.Failed);
        if (isOpen)
        {
            OnClosed(stream);
        }
    }

    /// <summary>The other side takes no more, and did nothing about the streams above a number.</summary>
    public void OnGoAway(int last, Http2Error code)
    {
        RequiresHttp1 |= code == Http2Error.Http11Required;
        OnRetired(this);
        foreach (var stream in Streams.EndAbove(last))
        {
            windows.Close(stream.SendWindow);
            stream.Fail(new(UpstreamFailure.NoAnswer, "the server shuts down"), StreamEnd.NotProcessed);
        }

        EndIfDone();
    }

    /// <summary>An answer that breaks a rule: it is refused, the others go on.</summary>
    public void Refuse(Http2Stream stream, string why)
    {
        stream.Fail(new(UpstreamFailure.BadAnswer, $"malformed HTTP response: {why}"), StreamEnd.Failed);
        Reset(stream, Http2Error.Protocol);
    }

    /// <summary>An answer whose head is too large.</summary>
    public void RefuseHead(Http2Stream stream)
    {
        stream.Fail(new(UpstreamFailure.BadAnswer, $"the response headers exceed {maxHeadBytes} bytes"), StreamEnd.Failed);
        Reset(stream, Http2Error.Cancel);
    }

    public void Dispose() => End(new IOException("the connection was closed"));

    private void Greet()
    {
        ReadOnlySpan<(SettingId Id, int Value)> ours =
        [
            (SettingId.EnablePush, 0), (SettingId.InitialWindowSize, Http2Stream.Window), (SettingId.MaxHeaderListSize, maxHeadBytes),
        ];
        Span<byte> payload = stackalloc byte[ours.Length * 6];
        for (var i = 0; i < ours.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(payload[(i * 6)..], (ushort)ours[i].Id);
            BinaryPrimitives.WriteInt32BigEndian(payload[((i * 6) + 2)..], ours[i].Value);
        }

        output.AddPreface();
        output.Add(FrameType.Settings, FrameFlags.None, 0, payload);
        output.Add(FrameType.WindowUpdate, 0, FrameHandler.ConnectionWindow - 65_535);
        output.Pump();
    }

    /// <summary>As <see cref="Guard"/>, without an allocation: every request comes this way.</summary>
    private bool TryOpen(Http2Stream stream, HpackWriter head)
    {
        try
        {
            var isOpen = Streams.TryOpen(stream, head, sendHead);
            output.Pump();
            return isOpen;
        }
        catch (Http2Exception e)
        {
            End(e);
            return true;
        }
    }

    private void SendHead(Http2Stream stream, HpackWriter head)
    {
        var block = settings.OwesTableSize ? head.WrittenWithoutTable : head.Written;
        settings.OwesTableSize = false;
        output.AddHeaders(stream.Id, block, stream.IsSent);
    }

    /// <summary>Adds frames and sends them. The other side may have made that impossible.</summary>
    private void Guard(Action add)
    {
        try
        {
            add();
            output.Pump();
        }
        catch (Http2Exception e)
        {
            End(e);
        }
    }

    private void OnRead()
    {
        Interlocked.Exchange(ref heard, time.GetTimestamp());
        keepAlive?.Heard();
        HandleAll();
        output.Pump();
    }

    private void OnReadEnd(Exception? why)
    {
        End(why ?? new IOException("EOF"));
        link.Reader.Release();
    }

    private void HandleAll()
    {
        var reader = link.Reader;
        while (reader.Buffered.Length >= FrameHead.Size)
        {
            var head = FrameHead.Read(reader.Buffered);
            if (head.Length > FrameHead.MaxPayload)
            {
                throw new Http2Exception(Http2Error.FrameSize, "a frame that is too large");
            }

            if (reader.Buffered.Length < FrameHead.Size + head.Length)
            {
                return;
            }

            handler.Handle(head, reader.Buffered.Slice(FrameHead.Size, head.Length));
            reader.Consume(FrameHead.Size + head.Length);
        }
    }

    /// <summary>Sends what the windows have let through. What was not sent the others may send.</summary>
    private async ValueTask SendFrameAsync(Http2Stream stream, ReadOnlyMemory<byte> data, bool isEnd, CancellationToken cancellationToken)
    {
        var isSent = false;
        try
        {
            if (stream.SendWindow.IsClosed)
            {
                throw new IOException("the stream has ended");
            }

            budget.Earn(data.Length);
            await output.SendDataAsync(stream.Id, data, isEnd, cancellationToken).ConfigureAwait(false);
            isSent = true;
        }
        finally
        {
            if (!isSent)
            {
                windows.GiveBack(data.Length);
            }
        }
    }

    private void Ask() => Guard(() => output.Add(FrameType.Ping, FrameFlags.None, 0, "outrigge"u8));

    private bool Reset(Http2Stream stream, Http2Error code)
    {
        if (!Streams.Remove(stream))
        {
            return false;
        }

        Guard(() => output.Add(FrameType.ResetStream, stream.Id, (uint)code));
        if (Interlocked.Increment(ref resets) == MostResets)
        {
            Retire();
        }

        OnClosed(stream);
        return true;
    }

    private void OnClosed(Http2Stream stream)
    {
        windows.Close(stream.SendWindow);
        IdleSince = time.GetTimestamp();
        EndIfDone();
    }

    private void EndIfDone()
    {
        if (Streams.IsDone)
        {
            Dispose();
        }
    }

    private void End(Exception why)
    {
        if (Interlocked.Exchange(ref isOver, 1) != 0)
        {
            return;
        }

        keepAlive?.Dispose();
        var broken = why is Http2Exception;
        foreach (var stream in Streams.EndAbove(0))
        {
            windows.Close(stream.SendWindow);
            stream.Fail(
                new(
                    broken || stream.HasAnswer ? UpstreamFailure.BadAnswer : UpstreamFailure.NoAnswer,
                    broken ? $"malformed HTTP response: {why.Message}" : stream.HasAnswer ? "unexpected EOF" : why.Message,
                    why),
                StreamEnd.ConnectionLost);
        }

        ready.TrySetException(why);
        _ = ready.Task.Exception;
        OnRetired(this);
        if (why is Http2Exception { Code: var code })
        {
            output.AddGoAway(code);
        }

        output.End();
        link.Dispose();
    }
}
