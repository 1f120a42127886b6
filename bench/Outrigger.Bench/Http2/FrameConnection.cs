using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Text;

namespace Outrigger.Bench.Http2;

/// <summary>
/// HTTP/2 with no more work than it takes, as <see cref="WireClient"/> is for HTTP/1.1: who waits for an answer goes on when the bytes at
/// hand are read, and what all of them send then goes out as one.
/// </summary>
internal sealed class FrameConnection : IDisposable
{
    /// <summary>Bytes of a stream that may be on the way, as in client-go.</summary>
    public const int StreamWindow = 4 << 20;

    private const int ConnectionWindow = 1 << 30;
    private const int FirstWindow = 65_535;
    private const int BufferSize = 64 * 1024;
    private static readonly byte[] Preface = Encoding.ASCII.GetBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

    private readonly Stream tls;
    private readonly string authority;
    private readonly string? authorization;
    private readonly ConcurrentDictionary<int, FrameClient> streams = [];
    private readonly List<FrameClient> touched = [];
    private readonly FrameOutput output;
    private volatile Exception? failure;
    private int lastStream = -1;
    private int received;

    private FrameConnection(Stream tls, string authority, string? authorization)
    {
        this.tls = tls;
        this.authority = authority;
        this.authorization = authorization;
        output = new FrameOutput(tls, Fail);
    }

    /// <param name="tls">A connection that agreed on h2.</param>
    /// <param name="authority">The server's name and port.</param>
    /// <param name="authorization">The header, when there is one.</param>
    public static FrameConnection Open(Stream tls, string authority, string? authorization)
    {
        var connection = new FrameConnection(tls, authority, authorization);
        connection.output.Append(static output =>
        {
            output.Write(Preface);
            Frame.Write(output, Frame.Settings, 0, 0, Settings());
            Frame.WriteNumber(output, Frame.WindowUpdate, 0, ConnectionWindow - FirstWindow);
        });
        _ = connection.ReceiveAsync();
        return connection;
    }

    /// <summary>Sends a request on a stream of its own; the stream's number.</summary>
    public int Send(Request request, FrameClient client)
    {
        var block = Block(request);
        var body = request.Body is null ? [] : Encoding.UTF8.GetBytes(request.Body);
        var number = 0;
        output.Append(frames =>
        {
            // numbers must rise on the wire
            number = lastStream += 2;
            streams[number] = client;
            Frame.Write(frames, Frame.Headers, (byte)(Frame.EndHeaders | (body.Length == 0 ? Frame.EndStream : 0)), number, block);
        });
        output.AppendBody(number, body);
        if (failure is { } cause)
        {
            client.Fail(cause);
        }

        return number;
    }

    /// <summary>Lets the server send so many bytes more on a stream.</summary>
    public void Widen(int stream, int bytes) => output.Append(frames => Frame.WriteNumber(frames, Frame.WindowUpdate, stream, bytes));

    /// <summary>Ends a stream that may still be open.</summary>
    public void Leave(int stream)
    {
        if (streams.TryRemove(stream, out _))
        {
            output.Append(frames => Frame.WriteNumber(frames, Frame.Reset, stream, 8)); // CANCEL
        }
    }

    public void Dispose() => tls.Dispose();

    // No table of fields to be kept (1), no pushes (2), the window of a stream (4).
    private static byte[] Settings() => [0, 1, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 4, StreamWindow >> 24, StreamWindow >> 16 & 0xff, 0, 0];

    private byte[] Block(Request request)
    {
        using var block = new MemoryStream();
        Frame.Field(block, 2, request.Method);
        block.WriteByte(0x87); // :scheme https
        Frame.Field(block, 4, request.Path);
        Frame.Field(block, 1, authority);
        if (authorization is not null)
        {
            Frame.Field(block, 23, authorization);
        }

        if (request.Body is not null)
        {
            Frame.Field(block, 31, request.Type);
        }

        return block.ToArray();
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[BufferSize];
        var end = 0;
        try
        {
            while (await tls.ReadAsync(buffer.AsMemory(end)) is > 0 and var read)
            {
                end += read;
                using (output.Hold())
                {
                    var taken = Take(buffer.AsSpan(0, end));
                    buffer.AsSpan(taken, end - taken).CopyTo(buffer);
                    end -= taken;
                    touched.ForEach(static client => client.Wake());
                    touched.Clear();
                }
            }

            Fail(new EndOfStreamException("the server closed the connection"));
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidDataException)
        {
            Fail(e);
        }
    }

    private int Take(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (bytes.Length - at >= Frame.HeadLength)
        {
            var head = bytes[at..];
            var length = BinaryPrimitives.ReadInt32BigEndian(head) >>> 8;
            if (head.Length < Frame.HeadLength + length)
            {
                break;
            }

            Take(head[3], head[4], BinaryPrimitives.ReadInt32BigEndian(head[5..]), head.Slice(Frame.HeadLength, length));
            at += Frame.HeadLength + length;
        }

        return at;
    }

    private void Take(byte type, byte flags, int stream, ReadOnlySpan<byte> payload)
    {
        switch (type)
        {
            case Frame.Data or Frame.Headers when (flags & (Frame.Padded | Frame.Priority)) != 0:
                throw new InvalidDataException("frames with padding are not read here");
            case Frame.Data:
                Received(payload.Length);
                Deliver(stream, 0, payload, flags);
                break;
            case Frame.Headers:
                Deliver(stream, Frame.Status(payload), [], flags);
                break;
            case Frame.Reset when streams.TryRemove(stream, out var client):
                client.Fail(new IOException($"the stream was reset: {BinaryPrimitives.ReadInt32BigEndian(payload)}"));
                break;
            case Frame.Settings when (flags & Frame.Ack) == 0:
                output.Apply(payload);
                break;
            case Frame.Ping when (flags & Frame.Ack) == 0:
                var echo = payload.ToArray();
                output.Append(frames => Frame.Write(frames, Frame.Ping, Frame.Ack, 0, echo));
                break;
            case Frame.WindowUpdate:
                output.Widen(stream, BinaryPrimitives.ReadInt32BigEndian(payload));
                break;
            case Frame.Goaway:
                throw new InvalidDataException($"the server ends the connection: {Encoding.ASCII.GetString(payload[8..])}");
        }
    }

    private void Deliver(int stream, int status, ReadOnlySpan<byte> data, byte flags)
    {
        var isLast = (flags & Frame.EndStream) != 0;
        if (streams.TryGetValue(stream, out var client))
        {
            client.Take(status, data, isLast);
            touched.Add(client);
            if (isLast)
            {
                streams.TryRemove(stream, out _);
            }
        }
    }

    private void Received(int bytes)
    {
        received += bytes;
        if (received > ConnectionWindow / 2)
        {
            var more = received;
            received = 0;
            output.Append(frames => Frame.WriteNumber(frames, Frame.WindowUpdate, 0, more));
        }
    }

    private void Fail(Exception cause)
    {
        failure ??= cause;
        foreach (var client in streams.Values)
        {
            client.Fail(cause);
        }
    }
}
