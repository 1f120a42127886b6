using System.Buffers.Binary;

namespace Outrigger.Aggregator.Upstream.Http2;

/// <summary>Does what each frame of the other side says. Called by the read loop alone; a broken rule is an <see cref="Http2Exception"/>.</summary>
internal sealed class FrameHandler(Http2Connection connection, FrameOutput output, SendWindows windows, FrameBudget budget, HeaderBlocks blocks, Wakes wakes)
{
    /// <summary>How much may be on its way to us on all streams together; given back as it comes, so that no stream holds up the others.</summary>
    public const int ConnectionWindow = 1024 * 1024;

    private readonly ReceiveWindow window = new(ConnectionWindow);
    private bool hasSettings;

    /// <summary>Takes a frame.</summary>
    public void Handle(in FrameHead head, ReadOnlySpan<byte> payload)
    {
        if (blocks.OpenStream != 0 && (head.Type != FrameType.Continuation || head.StreamId != blocks.OpenStream))
        {
            throw Wrong("a frame inside of a header block");
        }

        if (!hasSettings && (head.Type != FrameType.Settings || head.Has(FrameFlags.Ack)))
        {
            throw Wrong("the server does not begin with SETTINGS");
        }

        switch (head.Type)
        {
            case FrameType.Data:
                OnData(head, payload);
                break;
            case FrameType.Headers:
                OnHeaders(head, payload);
                break;
            case FrameType.Continuation:
                OnContinuation(head, payload);
                break;
            case FrameType.ResetStream:
                OnReset(head, Number(payload));
                break;
            case FrameType.Settings:
                OnSettings(head, payload);
                break;
            case FrameType.PushPromise:
                throw Wrong("a push that was forbidden");
            case FrameType.Ping:
                OnPing(head, payload);
                break;
            case FrameType.GoAway:
                OnGoAway(head, payload);
                break;
            case FrameType.WindowUpdate:
                OnWindowUpdate(head, (int)(Number(payload) & int.MaxValue));
                break;
            default:
                budget.Spend();
                break;
        }
    }

    private static Http2Exception Wrong(string why) => new(Http2Error.Protocol, why);

    private static ReadOnlySpan<byte> WithoutPadding(in FrameHead head, ReadOnlySpan<byte> payload)
    {
        if (!head.Has(FrameFlags.Padded))
        {
            return payload;
        }

        return !payload.IsEmpty && payload[0] < payload.Length ? payload[1..^payload[0]] : throw Wrong("padding that is longer than its frame");
    }

    private static uint Number(ReadOnlySpan<byte> payload) => payload.Length == sizeof(uint)
        ? BinaryPrimitives.ReadUInt32BigEndian(payload)
        : throw new Http2Exception(Http2Error.FrameSize, "a frame of a wrong size");

    private void OnData(in FrameHead head, ReadOnlySpan<byte> payload)
    {
        if (!window.TryTake(payload.Length))
        {
            throw new Http2Exception(Http2Error.FlowControl, "more than the window of the connection allows");
        }

        if (window.Return(payload.Length) is var room and > 0)
        {
            output.Add(FrameType.WindowUpdate, 0, (uint)room);
        }

        var data = WithoutPadding(head, payload);
        var isEnd = head.Has(FrameFlags.EndStream);
        var stream = connection.Streams.Find(head.StreamId);
        if (stream is null || (data.Length < payload.Length - data.Length) || (data.IsEmpty && !isEnd))
        {
            budget.Spend();
        }

        if (stream is null)
        {
            return;
        }

        if (stream.TakeData(data, payload.Length, isEnd, out var streamRoom) is { } problem)
        {
            connection.Refuse(stream, problem);
            return;
        }

        wakes.Add(stream);
        if (streamRoom > 0 && !isEnd)
        {
            output.Add(FrameType.WindowUpdate, stream.Id, (uint)streamRoom);
        }

        if (isEnd)
        {
            connection.OnAnswered(stream);
        }
    }

    private void OnHeaders(in FrameHead head, ReadOnlySpan<byte> payload)
    {
        connection.Streams.Find(head.StreamId);
        var block = WithoutPadding(head, payload);
        if (head.Has(FrameFlags.Priority))
        {
            const int PrioritySize = 5;
            block = block.Length >= PrioritySize ? block[PrioritySize..] : throw new Http2Exception(Http2Error.FrameSize, "a frame of a wrong size");
        }

        blocks.Begin(head.StreamId, head.Has(FrameFlags.EndStream));
        AddBlock(head, block);
    }

    private void OnContinuation(in FrameHead head, ReadOnlySpan<byte> payload)
    {
        if (blocks.OpenStream == 0)
        {
            throw Wrong("a CONTINUATION of nothing");
        }

        AddBlock(head, payload);
    }

    private void AddBlock(in FrameHead head, ReadOnlySpan<byte> block)
    {
        if (!blocks.Add(block, head.Has(FrameFlags.EndHeaders)))
        {
            return;
        }

        if (connection.Streams.Find(head.StreamId) is not { } stream)
        {
            budget.Spend();
            return;
        }

        if (blocks.List.IsTooLarge)
        {
            connection.RefuseHead(stream);
        }
        else if (stream.TakeHeaders(blocks.List, blocks.EndsStream) is { } problem)
        {
            connection.Refuse(stream, problem);
        }
        else
        {
            wakes.Add(stream);
            if (blocks.EndsStream)
            {
                connection.OnAnswered(stream);
            }
        }
    }

    private void OnReset(in FrameHead head, uint code)
    {
        if (connection.Streams.Find(head.StreamId) is { } stream)
        {
            connection.OnReset(stream, (Http2Error)code);
        }
        else
        {
            budget.Spend();
        }
    }

    private void OnSettings(in FrameHead head, ReadOnlySpan<byte> payload)
    {
        budget.Spend();
        if (head.StreamId != 0 || (head.Has(FrameFlags.Ack) && !payload.IsEmpty))
        {
            throw Wrong("SETTINGS that are not allowed");
        }

        if (head.Has(FrameFlags.Ack))
        {
            return;
        }

        connection.Apply(payload);
        output.Add(FrameType.Settings, FrameFlags.Ack, 0, []);
        hasSettings = true;
    }

    private void OnPing(in FrameHead head, ReadOnlySpan<byte> payload)
    {
        budget.Spend();
        if (head.StreamId != 0 || payload.Length != sizeof(long))
        {
            throw new Http2Exception(Http2Error.FrameSize, "a PING of a wrong size");
        }

        if (!head.Has(FrameFlags.Ack))
        {
            output.Add(FrameType.Ping, FrameFlags.Ack, 0, payload);
        }
    }

    private void OnGoAway(in FrameHead head, ReadOnlySpan<byte> payload)
    {
        const int Least = 8;
        budget.Spend();
        if (head.StreamId != 0 || payload.Length < Least)
        {
            throw new Http2Exception(Http2Error.FrameSize, "a GOAWAY of a wrong size");
        }

        var code = (Http2Error)BinaryPrimitives.ReadUInt32BigEndian(payload[sizeof(int)..]);
        connection.OnGoAway((int)(BinaryPrimitives.ReadUInt32BigEndian(payload) & int.MaxValue), code);
    }

    private void OnWindowUpdate(in FrameHead head, int count)
    {
        budget.Spend();
        if (head.StreamId == 0)
        {
            windows.Grow(count > 0 ? count : throw Wrong("a window update of nothing"));
        }
        else if (connection.Streams.Find(head.StreamId) is { } stream && (count == 0 || !windows.TryGrow(stream.SendWindow, count)))
        {
            connection.Refuse(stream, "a window update that is not allowed");
        }
    }
}
