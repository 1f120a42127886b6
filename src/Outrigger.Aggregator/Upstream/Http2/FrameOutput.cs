using System.Buffers;
using System.Buffers.Binary;

namespace Outrigger.Aggregator.Upstream.Http2;

/// <summary>
/// Frames on their way out. Whoever adds some calls <see cref="Pump"/> afterwards, outside of its locks; while one write is under way,
/// what others add waits and goes out together. Holds no memory while there is nothing to write.
/// </summary>
internal sealed class FrameOutput(Stream stream, Action<Exception> onFailure)
{
    // bodies wait at this; heads, and answers to what the other side sends, do not
    private const int Ample = 64 * 1024;

    // the other side makes us write and does not read
    private const int Most = 1024 * 1024;

    private readonly Lock gate = new();
    private byte[] filling = [];
    private int length;
    private bool isWriting;
    private bool isOver;
    private TaskCompletionSource? room;

    /// <summary>Adds what comes before all frames.</summary>
    public void AddPreface()
    {
        lock (gate)
        {
            var preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;
            Reserve(preface.Length);
            preface.CopyTo(filling.AsSpan(length));
            length += preface.Length;
        }
    }

    /// <summary>Adds a frame.</summary>
    public void Add(FrameType type, FrameFlags flags, int streamId, ReadOnlySpan<byte> payload)
    {
        lock (gate)
        {
            Put(new FrameHead(payload.Length, type, flags, streamId), payload);
        }
    }

    /// <summary>Adds a frame whose payload is one number: RST_STREAM, WINDOW_UPDATE.</summary>
    public void Add(FrameType type, int streamId, uint number)
    {
        Span<byte> payload = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(payload, number);
        Add(type, FrameFlags.None, streamId, payload);
    }

    /// <summary>Adds a header block, in as many frames as it needs; nothing comes between them.</summary>
    public void AddHeaders(int streamId, ReadOnlySpan<byte> block, bool isEnd)
    {
        lock (gate)
        {
            for (var type = FrameType.Headers; ; type = FrameType.Continuation)
            {
                var piece = block[..Math.Min(block.Length, FrameHead.MaxPayload)];
                block = block[piece.Length..];
                var flags = (type == FrameType.Headers && isEnd ? FrameFlags.EndStream : 0) | (block.IsEmpty ? FrameFlags.EndHeaders : 0);
                Put(new FrameHead(piece.Length, type, flags, streamId), piece);
                if (block.IsEmpty)
                {
                    return;
                }
            }
        }
    }

    /// <summary>Adds a piece of a body as soon as what was added before is not too much, and writes it.</summary>
    public async ValueTask SendDataAsync(int streamId, ReadOnlyMemory<byte> data, bool isEnd, CancellationToken cancellationToken)
    {
        while (!TryAddData(streamId, data.Span, isEnd, out var wait))
        {
            await wait.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        Pump();
    }

    /// <summary>Writes what was added, if nobody does already.</summary>
    public void Pump()
    {
        lock (gate)
        {
            if (isWriting || length == 0 || isOver)
            {
                return;
            }

            isWriting = true;
        }

        _ = WriteAsync();
    }

    /// <summary>Says why the connection ends, if that can be written at once.</summary>
    public void AddGoAway(Http2Error code)
    {
        Span<byte> payload = stackalloc byte[2 * sizeof(uint)];
        payload.Clear();
        BinaryPrimitives.WriteUInt32BigEndian(payload[sizeof(uint)..], (uint)code);
        lock (gate)
        {
            if (length + FrameHead.Size + payload.Length <= Most)
            {
                Put(new FrameHead(payload.Length, FrameType.GoAway, FrameFlags.None, 0), payload);
            }
        }

        Pump();
    }

    /// <summary>Takes nothing more.</summary>
    public void End()
    {
        TaskCompletionSource? waiting;
        lock (gate)
        {
            isOver = true;
            (waiting, room) = (room, null);
            Release(filling);
            (filling, length) = ([], 0);
        }

        waiting?.TrySetResult();
    }

    private bool TryAddData(int streamId, ReadOnlySpan<byte> data, bool isEnd, out Task wait)
    {
        lock (gate)
        {
            if (length < Ample || isOver)
            {
                Put(new FrameHead(data.Length, FrameType.Data, isEnd ? FrameFlags.EndStream : 0, streamId), data);
                wait = Task.CompletedTask;
                return true;
            }

            wait = (room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            return false;
        }
    }

    private void Put(in FrameHead head, ReadOnlySpan<byte> payload)
    {
        if (isOver)
        {
            return;
        }

        var size = FrameHead.Size + payload.Length;
        Reserve(size);
        head.Write(filling.AsSpan(length));
        payload.CopyTo(filling.AsSpan(length + FrameHead.Size));
        length += size;
    }

    private void Reserve(int size)
    {
        var needed = length + size;
        if (needed > Most)
        {
            throw new Http2Exception(Http2Error.EnhanceYourCalm, "the server does not read what it is sent");
        }

        if (needed > filling.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Math.Max(4096, filling.Length * 2)));
            filling.AsSpan(0, length).CopyTo(larger);
            Release(filling);
            filling = larger;
        }
    }

    private async Task WriteAsync()
    {
        while (true)
        {
            byte[] batch;
            int count;
            lock (gate)
            {
                if (length == 0)
                {
                    isWriting = false;
                    return;
                }

                (batch, count) = (filling, length);
                (filling, length) = ([], 0);
            }

            try
            {
                await stream.WriteAsync(batch.AsMemory(0, count), CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                onFailure(e);
                return;
            }
            finally
            {
                Release(batch);
            }

            Interlocked.Exchange(ref room, null)?.TrySetResult();
        }
    }

    private static void Release(byte[] buffer)
    {
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
