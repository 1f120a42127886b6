using System.Threading.Channels;

namespace Outrigger.ControlPlane.Tests.Fakes;

/// <summary>What is written into a channel, as a stream that ends with it.</summary>
internal sealed class ChannelStream(ChannelReader<byte[]> reader) : Stream
{
    private ReadOnlyMemory<byte> rest;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (rest.IsEmpty)
        {
            if (!await reader.WaitToReadAsync(cancellationToken) || !reader.TryRead(out var next))
            {
                return 0;
            }

            rest = next;
        }

        var count = Math.Min(buffer.Length, rest.Length);
        rest[..count].CopyTo(buffer);
        rest = rest[count..];
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
