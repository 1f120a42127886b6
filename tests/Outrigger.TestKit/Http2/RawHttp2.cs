using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Outrigger.TestKit.Tls;

namespace Outrigger.TestKit.Http2;

/// <summary>An HTTP/2 client that sends what it is told, frame by frame, and keeps no rule.</summary>
public sealed class RawHttp2 : IAsyncDisposable
{
    public const byte Data = 0;
    public const byte Headers = 1;
    public const byte Priority = 2;
    public const byte Reset = 3;
    public const byte Settings = 4;
    public const byte Ping = 6;
    public const byte GoAway = 7;
    public const byte WindowUpdate = 8;
    public const byte Continuation = 9;
    public const byte Acknowledged = 1;
    public const byte EndStream = 1;
    public const byte EndHeaders = 4;

    /// <summary>How many frames of a paced flood are on their way at a time.</summary>
    public const int PacedTogether = 10;

    private const int FrameHead = 9;
    private const int MostPayload = 16 * 1024;

    // ":status: 200" in HPACK's static table
    private const byte StatusOk = 0x88;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TcpClient socket;
    private readonly SslStream stream;
    private readonly TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim pongs = new(0);
    private readonly int[] received = new int[256];
    private readonly Task reading;
    private int succeeded;

    private RawHttp2(TcpClient socket, SslStream stream, bool reads)
    {
        this.socket = socket;
        this.stream = stream;
        reading = reads ? ReadAsync() : Task.CompletedTask;
    }

    /// <summary>What a client sends before its first frame (RFC 9113, 3.4).</summary>
    public static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    /// <summary>Ends when the server has closed the connection; only for one that reads.</summary>
    public Task Closed => closed.Task;

    /// <summary>The error code of the last GOAWAY.</summary>
    public int? GoAwayCode { get; private set; }

    /// <summary>Opens a connection.</summary>
    /// <param name="port">Of a server on this machine; it must serve TLS.</param>
    /// <param name="reads">Whether it reads what the server sends.</param>
    /// <param name="window">The initial window of its streams.</param>
    /// <param name="certificate">The client's, if it has one.</param>
    public static async Task<RawHttp2> ConnectAsync(int port, bool reads = true, int window = 65_535, X509Certificate2? certificate = null)
    {
        var socket = new TcpClient { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port, CancellationToken.None);
        var stream = await RawTls.StartAsync(socket.GetStream(), certificate, SslApplicationProtocol.Http2);
        var raw = new RawHttp2(socket, stream, reads);
        var settings = new byte[6];
        BinaryPrimitives.WriteUInt16BigEndian(settings, 4);
        BinaryPrimitives.WriteInt32BigEndian(settings.AsSpan(2), window);
        byte[] preface = [.. Preface, .. Frame(Settings, 0, 0, settings)];
        await raw.WriteAsync(preface);
        return raw;
    }

    /// <summary>How many requests were answered with 200.</summary>
    public int Succeeded => Volatile.Read(ref succeeded);

    /// <summary>Waits until so many requests were answered with 200.</summary>
    public async Task SucceedAsync(int count)
    {
        var started = Stopwatch.GetTimestamp();
        while (Succeeded < count)
        {
            if (closed.Task.IsCompleted || Stopwatch.GetElapsedTime(started) > Patience)
            {
                throw new TimeoutException($"{Succeeded} of {count} requests were answered with 200");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, CancellationToken.None);
        }
    }

    /// <summary>How many frames of a type came.</summary>
    public int Received(byte type) => Volatile.Read(ref received[type]);

    public static byte[] Frame(byte type, byte flags, int streamId, ReadOnlySpan<byte> payload)
    {
        var frame = new byte[FrameHead + payload.Length];
        frame[0] = (byte)(payload.Length >> 16);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(1), (ushort)payload.Length);
        frame[3] = type;
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), streamId);
        payload.CopyTo(frame.AsSpan(FrameHead));
        return frame;
    }

    /// <summary>A request without a body, in as many frames as its header fields need.</summary>
    public static byte[] Request(int streamId, byte[] block)
    {
        var frames = new MemoryStream();
        for (var start = 0; start < block.Length; start += MostPayload)
        {
            var rest = block.AsSpan(start);
            var flags = (start == 0 ? EndStream : 0) | (rest.Length <= MostPayload ? EndHeaders : 0);
            frames.Write(Frame(start == 0 ? Headers : Continuation, (byte)flags, streamId, rest[..Math.Min(rest.Length, MostPayload)]));
        }

        return frames.ToArray();
    }

    public static byte[] Number(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    /// <summary>Header fields without compression; the pseudo-headers come first.</summary>
    public static byte[] Block(string method, string path, params IEnumerable<(string Name, string Value)> fields)
    {
        using var block = new MemoryStream();
        foreach (var (name, value) in fields.Prepend((":authority", "localhost")).Prepend((":scheme", "https")).Prepend((":path", path)).Prepend((":method", method)))
        {
            block.Write(Literal(0, name, value));
        }

        return block.ToArray();
    }

    /// <summary>A literal field: 0 leaves the dynamic table alone, 0x40 adds it there.</summary>
    public static byte[] Literal(byte kind, string name, string value) => [kind, .. Text(name), .. Text(value)];

    /// <summary>A field of the dynamic table; 62 is the newest.</summary>
    public static byte[] Indexed(int index) => Integer(0x80, 7, index);

    /// <summary>Sends bytes; false when the server has closed the connection.</summary>
    public async Task<bool> WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await stream.WriteAsync(bytes, CancellationToken.None);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Sends the same frames again and again, many at a time; how many times it could, at most.</summary>
    public async Task<int> FloodAsync(int count, Func<int, byte[]> frames, int together = 100)
    {
        for (var sent = 0; sent < count; sent += together)
        {
            using var batch = new MemoryStream();
            for (var i = sent; i < sent + together; i++)
            {
                batch.Write(frames(i));
            }

            if (closed.Task.IsCompleted || !await WriteAsync(batch.ToArray()))
            {
                return sent;
            }
        }

        return count;
    }

    /// <summary>
    /// Sends frames as fast as the server works them off: after some a PING, whose answer it waits for. How many times it could, at most.
    /// </summary>
    public async Task<int> PacedFloodAsync(int count, Func<int, byte[]> frames)
    {
        for (var sent = 0; sent < count; sent += PacedTogether)
        {
            byte[] some = [.. Enumerable.Range(sent, PacedTogether).SelectMany(frames), .. Frame(Ping, 0, 0, "worked?!"u8)];
            if (!await WriteAsync(some) || await Task.WhenAny(closed.Task, pongs.WaitAsync(CancellationToken.None)) == closed.Task)
            {
                return sent;
            }
        }

        return count;
    }

    public async ValueTask DisposeAsync()
    {
        await stream.DisposeAsync();
        socket.Dispose();
        await reading;
    }

    private static byte[] Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return [.. Integer(0, 7, bytes.Length), .. bytes];
    }

    private static byte[] Integer(byte first, int bits, int value)
    {
        var most = (1 << bits) - 1;
        if (value < most)
        {
            return [(byte)(first | value)];
        }

        var bytes = new List<byte> { (byte)(first | most) };
        for (value -= most; value >= 128; value >>= 7)
        {
            bytes.Add((byte)(value | 128));
        }

        bytes.Add((byte)value);
        return [.. bytes];
    }

    private async Task ReadAsync()
    {
        var head = new byte[FrameHead];
        try
        {
            while (true)
            {
                await stream.ReadExactlyAsync(head);
                var payload = new byte[(head[0] << 16) | BinaryPrimitives.ReadUInt16BigEndian(head.AsSpan(1))];
                await stream.ReadExactlyAsync(payload);
                Interlocked.Increment(ref received[head[3]]);
                if (head[3] == Headers && payload[0] == StatusOk)
                {
                    Interlocked.Increment(ref succeeded);
                }

                if (head[3] == Ping && (head[4] & Acknowledged) != 0 && payload.AsSpan().SequenceEqual("worked?!"u8))
                {
                    pongs.Release();
                }

                if (head[3] == GoAway)
                {
                    GoAwayCode = BinaryPrimitives.ReadInt32BigEndian(payload.AsSpan(4));
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            closed.TrySetResult();
        }
    }
}
