using System.Buffers.Binary;
using System.Text;
using Outrigger.Aggregator.Upstream;
using Outrigger.Aggregator.Upstream.Hpack;
using Outrigger.Aggregator.Upstream.Http2;

namespace Outrigger.Aggregator.Tests.Backends;

/// <summary>The server's side of an HTTP/2 connection, frame by frame; keeps no rule that a test does not.</summary>
internal sealed class Http2Peer(Stream stream)
{
    private readonly HpackDecoder decoder = new();
    private readonly List<byte> written = [];

    /// <summary>Reads the preface, sends SETTINGS and reads the client's with their window update; none of its frames needs an answer.</summary>
    public async Task GreetAsync(params (SettingId Id, uint Value)[] settings)
    {
        await stream.ReadExactlyAsync(new byte[24]);
        Settings(settings);
        await SendAsync();
        (await ReadAsync()).Head.Type.ShouldBe(FrameType.Settings);
        (await ReadAsync()).Head.Type.ShouldBe(FrameType.WindowUpdate);
        Frame(FrameType.Settings, FrameFlags.Ack, 0, []);
        await SendAsync();
    }

    /// <summary>The next frame.</summary>
    public async Task<(FrameHead Head, byte[] Payload)> ReadAsync()
    {
        var bytes = new byte[FrameHead.Size];
        await stream.ReadExactlyAsync(bytes);
        var head = FrameHead.Read(bytes);
        var payload = new byte[head.Length];
        await stream.ReadExactlyAsync(payload);
        return (head, payload);
    }

    /// <summary>The next frame of a type; others are skipped.</summary>
    public async Task<(FrameHead Head, byte[] Payload)> ReadAsync(FrameType type)
    {
        while (true)
        {
            var frame = await ReadAsync();
            if (frame.Head.Type == type && !(type is FrameType.Settings or FrameType.Ping && frame.Head.Has(FrameFlags.Ack)))
            {
                return frame;
            }
        }
    }

    /// <summary>The head of the next request with its stream's number.</summary>
    public async Task<(int StreamId, IReadOnlyList<HeaderField> Fields, bool IsEnd)> ReadRequestAsync()
    {
        var (head, payload) = await ReadAsync(FrameType.Headers);
        var block = payload.ToList();
        for (var last = head; !last.Has(FrameFlags.EndHeaders);)
        {
            (last, var more) = await ReadAsync();
            last.Type.ShouldBe(FrameType.Continuation);
            block.AddRange(more);
        }

        var list = new HeaderList(1 << 20);
        decoder.Decode(block.ToArray(), list);
        return (head.StreamId, list.Fields.ToList(), head.Has(FrameFlags.EndStream));
    }

    public Http2Peer Frame(FrameType type, FrameFlags flags, int streamId, ReadOnlySpan<byte> payload)
    {
        var head = new byte[FrameHead.Size];
        new FrameHead(payload.Length, type, flags, streamId).Write(head);
        written.AddRange(head);
        written.AddRange(payload);
        return this;
    }

    public Http2Peer Frame(FrameType type, int streamId, uint number)
    {
        var payload = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(payload, number);
        return Frame(type, FrameFlags.None, streamId, payload);
    }

    public Http2Peer Settings(params (SettingId Id, uint Value)[] settings)
    {
        var payload = new byte[settings.Length * 6];
        for (var i = 0; i < settings.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(i * 6), (ushort)settings[i].Id);
            BinaryPrimitives.WriteUInt32BigEndian(payload.AsSpan((i * 6) + 2), settings[i].Value);
        }

        return Frame(FrameType.Settings, FrameFlags.None, 0, payload);
    }

    /// <summary>The head of an answer: <c>:status</c> and the like first.</summary>
    public Http2Peer Head(int streamId, bool isEnd, params (string Name, string Value)[] fields)
    {
        var pieces = Block(fields).Chunk(FrameHead.MaxPayload).ToList();
        for (var i = 0; i < pieces.Count; i++)
        {
            var flags = (i == pieces.Count - 1 ? FrameFlags.EndHeaders : 0) | (i == 0 && isEnd ? FrameFlags.EndStream : 0);
            Frame(i == 0 ? FrameType.Headers : FrameType.Continuation, flags, streamId, pieces[i]);
        }

        return this;
    }

    public Http2Peer Data(int streamId, ReadOnlySpan<byte> data, bool isEnd = false) =>
        Frame(FrameType.Data, isEnd ? FrameFlags.EndStream : 0, streamId, data);

    /// <summary>A whole answer.</summary>
    public Http2Peer Answer(int streamId, string body = "ok") =>
        Head(streamId, false, (":status", "200")).Data(streamId, Encoding.UTF8.GetBytes(body), isEnd: true);

    public Http2Peer GoAway(int last, Http2Error code = Http2Error.None)
    {
        var payload = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(payload, last);
        BinaryPrimitives.WriteUInt32BigEndian(payload.AsSpan(4), (uint)code);
        return Frame(FrameType.GoAway, FrameFlags.None, 0, payload);
    }

    /// <summary>Sends what was put together.</summary>
    public async Task SendAsync()
    {
        var bytes = written.ToArray();
        written.Clear();
        await stream.WriteAsync(bytes);
        await stream.FlushAsync();
    }

    /// <summary>Literals that are not remembered.</summary>
    public static byte[] Block(params (string Name, string Value)[] fields)
    {
        using var block = new MemoryStream();
        var number = new byte[8];
        foreach (var (name, value) in fields)
        {
            block.WriteByte(0);
            foreach (var text in new[] { name, value })
            {
                var bytes = Encoding.UTF8.GetBytes(text);
                block.Write(number, 0, HpackInteger.Write(number, 0, 7, bytes.Length));
                block.Write(bytes);
            }
        }

        return block.ToArray();
    }
}
