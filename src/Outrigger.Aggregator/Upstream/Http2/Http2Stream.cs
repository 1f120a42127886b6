using System.Runtime.CompilerServices;
using Outrigger.Aggregator.Upstream.Hpack;

namespace Outrigger.Aggregator.Upstream.Http2;

/// <summary>
/// One request and its answer. The connection's read loop puts in what comes, one reader takes it out; what was not taken out yet is
/// bounded by the stream's window and holds up this stream alone.
/// </summary>
internal sealed class Http2Stream(Http2Connection connection, UpstreamRequest request, SendWindow sendWindow) : IDisposable
{
    /// <summary>How much of an answer is held for a reader that is slower than the other server.</summary>
    public const int Window = 256 * 1024;

    private const int MaxInterim = 5;

    private readonly Lock gate = new();
    private readonly Signal changed = new();
    private readonly ReceiveWindow window = new(Window);
    private readonly ReceiveBuffer buffer = new();
    private UpstreamException? fault;
    private long bodyLeft = -1;
    private int interim;
    private bool hasHead;
    private bool hasEnd;
    private bool isOver;

    /// <summary>Its number; 0 before it was opened.</summary>
    public int Id { get; set; }

    /// <summary>When it was opened, as a timestamp of the connection's clock.</summary>
    public long OpenedAt { get; init; }

    /// <summary>Whether it is the first of its connection.</summary>
    public bool IsFirst => Id == 1;

    /// <summary>The head of the answer, once <see cref="WaitHeadAsync"/> returned.</summary>
    public ResponseHead Head { get; } = new();

    /// <summary>What may be sent.</summary>
    public SendWindow SendWindow { get; } = sendWindow;

    /// <summary>Told of a 100 (Continue); null when the request does not wait for one.</summary>
    public TaskCompletionSource? Continued { get; } =
        request is { Body: not null, ExpectsContinue: true } ? new(TaskCreationOptions.RunContinuationsAsynchronously) : null;

    /// <summary>Whether the request was sent whole; kept by the connection.</summary>
    public bool IsSent { get; set; }

    /// <summary>Whether the answer came whole; kept by the connection.</summary>
    public bool IsAnswered { get; set; }

    /// <summary>Whether anything of an answer came.</summary>
    public bool HasAnswer { get; private set; }

    /// <summary>How it ended, when it failed.</summary>
    public StreamEnd HowEnded { get; private set; }

    /// <summary>Whether the next read needs nothing from the network.</summary>
    public bool HasMore
    {
        get
        {
            lock (gate)
            {
                return buffer.Count > 0 || hasEnd || fault is not null;
            }
        }
    }

    /// <summary>Waits for the head of the answer.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask WaitHeadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            lock (gate)
            {
                // a body that must be empty is not waited for twice
                if (hasHead && (bodyLeft != 0 || hasEnd))
                {
                    return;
                }

                if (fault is not null)
                {
                    throw fault;
                }
            }

            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until there is something to read.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        while (!HasMore)
        {
            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads what is there, at least one byte; 0 at the end.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryRead(destination.Span, out var count, out var room))
            {
                if (room > 0)
                {
                    connection.GiveRoom(this, room);
                }

                return count;
            }

            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Takes a header block: an interim head, the head or trailers, which are dropped. What is wrong, or null. Whoever waits is told of it
    /// by <see cref="Wake"/>, as of a piece of the body.
    /// </summary>
    public string? TakeHeaders(HeaderList list, bool isEnd)
    {
        lock (gate)
        {
            if (hasEnd)
            {
                return "headers after the end";
            }

            HasAnswer = true;
            if (hasHead)
            {
                return isEnd ? End() : "trailers before the end";
            }

            return AnswerHead.Fill(list, Head) ?? (Head.StatusCode < 200 ? Interim(isEnd) : Begin(isEnd));
        }
    }

    /// <summary>Takes a piece of the body; what is wrong, or null. <paramref name="room"/> is what can be given back at once.</summary>
    public string? TakeData(ReadOnlySpan<byte> data, int withPadding, bool isEnd, out int room)
    {
        lock (gate)
        {
            room = 0;
            if (!window.TryTake(withPadding))
            {
                throw new Http2Exception(Http2Error.FlowControl, "more than the window of a stream allows");
            }

            if (!hasHead || hasEnd)
            {
                return hasEnd ? "data after the end" : "data before the headers";
            }

            if (bodyLeft >= 0)
            {
                if (data.Length > bodyLeft)
                {
                    return "more than its Content-Length";
                }

                bodyLeft -= data.Length;
            }

            if (!isOver)
            {
                buffer.Add(data);
                room = window.Return(withPadding - data.Length);
            }

            return isEnd ? End() : null;
        }
    }

    /// <summary>Whoever waits looks again.</summary>
    public void Wake(bool inPlace) => changed.Set(inPlace);

    /// <summary>Nothing comes any more. An answer that came whole stays one.</summary>
    public void Fail(UpstreamException why, StreamEnd end)
    {
        lock (gate)
        {
            if (!hasEnd && fault is null)
            {
                fault = why;
                HowEnded = end;
            }
        }

        changed.Set();
    }

    /// <summary>Nobody reads it any more: the other server is told, if it has not said and got everything.</summary>
    public void Dispose()
    {
        connection.Abandon(this);
        lock (gate)
        {
            isOver = true;
            buffer.Clear();
        }
    }

    private bool TryRead(Span<byte> destination, out int count, out int room)
    {
        lock (gate)
        {
            room = 0;
            count = buffer.Take(destination);
            if (count > 0)
            {
                room = hasEnd || fault is not null ? 0 : window.Return(count);
                return true;
            }

            return fault is null ? hasEnd : throw fault;
        }
    }

    private string? Interim(bool isEnd)
    {
        if (isEnd || ++interim > MaxInterim)
        {
            return isEnd ? "no final status" : "too many interim responses";
        }

        if (Head.StatusCode == 100)
        {
            Continued?.TrySetResult();
        }

        return null;
    }

    private string? Begin(bool isEnd)
    {
        hasHead = true;
        if (request.Method == "HEAD" || Head.StatusCode is 204 or 304)
        {
            bodyLeft = 0;
        }
        else if (isEnd && Head.ContentLength < 0)
        {
            Head.ContentLength = bodyLeft = 0;
        }
        else
        {
            bodyLeft = Head.ContentLength;
            Head.IsChunked = bodyLeft < 0;
        }

        return isEnd ? End() : null;
    }

    private string? End()
    {
        if (bodyLeft > 0)
        {
            return "less than its Content-Length";
        }

        hasEnd = true;
        return null;
    }
}
