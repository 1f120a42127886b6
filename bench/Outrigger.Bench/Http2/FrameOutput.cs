using System.Buffers;
using System.Buffers.Binary;

namespace Outrigger.Bench.Http2;

/// <summary>What a connection sends: frames gather while those before are on their way, or while they are held.</summary>
/// <param name="tls">The connection.</param>
/// <param name="fail">Told when it can send no more.</param>
internal sealed class FrameOutput(Stream tls, Action<Exception> fail)
{
    private const int FrameLimit = 16 * 1024;
    private const int InitialWindowSize = 4;
    private readonly Lock gate = new();
    private readonly Queue<(int Stream, byte[] Body)> bodies = [];
    private ArrayBufferWriter<byte> gathered = new(FrameLimit);
    private ArrayBufferWriter<byte> sending = new(FrameLimit);
    private int window = 65_535;
    private int streamWindow = 65_535;
    private bool isHeld;
    private bool isSending;

    public void Append(Action<IBufferWriter<byte>> write)
    {
        lock (gate)
        {
            write(gathered);
        }

        Flush();
    }

    /// <summary>Sends a body when the server takes as many bytes; it must fit the window of a stream.</summary>
    public void AppendBody(int stream, byte[] body)
    {
        if (body.Length == 0)
        {
            return;
        }

        lock (gate)
        {
            if (body.Length > streamWindow)
            {
                throw new NotSupportedException($"a body of {body.Length} bytes does not fit the window of a stream, {streamWindow}");
            }

            bodies.Enqueue((stream, body));
            TakeBodies();
        }

        Flush();
    }

    /// <summary>The server takes more. Of the windows of streams none is used up.</summary>
    public void Widen(int stream, int bytes)
    {
        if (stream == 0)
        {
            lock (gate)
            {
                window += bytes;
                TakeBodies();
            }

            Flush();
        }
    }

    /// <summary>Settings of the server, which are answered.</summary>
    public void Apply(ReadOnlySpan<byte> settings)
    {
        lock (gate)
        {
            for (; settings.Length >= 6; settings = settings[6..])
            {
                if (BinaryPrimitives.ReadInt16BigEndian(settings) == InitialWindowSize)
                {
                    streamWindow = BinaryPrimitives.ReadInt32BigEndian(settings[2..]);
                }
            }

            Frame.Write(gathered, Frame.Settings, Frame.Ack, 0, []);
        }

        Flush();
    }

    /// <summary>Sends nothing until what is returned is disposed of.</summary>
    public Holding Hold()
    {
        lock (gate)
        {
            isHeld = true;
        }

        return new Holding(this);
    }

    private void TakeBodies()
    {
        while (bodies.TryPeek(out var next) && next.Body.Length <= window)
        {
            bodies.Dequeue();
            window -= next.Body.Length;
            for (var at = 0; at < next.Body.Length; at += FrameLimit)
            {
                var part = next.Body.AsSpan(at, Math.Min(FrameLimit, next.Body.Length - at));
                Frame.Write(gathered, Frame.Data, at + part.Length == next.Body.Length ? Frame.EndStream : (byte)0, next.Stream, part);
            }
        }
    }

    private void Flush()
    {
        lock (gate)
        {
            if (isHeld || isSending || gathered.WrittenCount == 0)
            {
                return;
            }

            isSending = true;
        }

        _ = SendAsync();
    }

    private async Task SendAsync()
    {
        try
        {
            while (TrySwap())
            {
                await tls.WriteAsync(sending.WrittenMemory);
                sending.ResetWrittenCount();
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            fail(e);
        }
    }

    private bool TrySwap()
    {
        lock (gate)
        {
            (gathered, sending) = (sending, gathered);
            return isSending = sending.WrittenCount > 0;
        }
    }

    /// <summary>Frames gather as long as this is not disposed of.</summary>
    public readonly struct Holding(FrameOutput owner) : IDisposable
    {
        public void Dispose()
        {
            lock (owner.gate)
            {
                owner.isHeld = false;
            }

            owner.Flush();
        }
    }
}
