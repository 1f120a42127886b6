using System.Buffers;
using System.Runtime.CompilerServices;

namespace Outrigger.Aggregator.Upstream;

/// <summary>
/// Reads a connection: heads and chunk sizes through a buffer, bodies straight into the caller's memory. Holds no buffer while
/// nothing is read ahead, so that idle connections cost nothing.
/// </summary>
internal sealed class ConnectionReader(Stream stream)
{
    // a whole TLS record
    private const int InitialSize = 16 * 1024;

    private byte[] buffer = [];
    private int start;
    private int end;

    /// <summary>What was read ahead.</summary>
    public ReadOnlySpan<byte> Buffered => buffer.AsSpan(start, end - start);

    /// <summary>Drops the first bytes of what was read ahead.</summary>
    public void Consume(int count)
    {
        start += count;
        if (start == end)
        {
            Release();
        }
    }

    /// <summary>Reads more ahead; false at the end of the connection.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        MakeRoom();
        var count = await stream.ReadAsync(buffer.AsMemory(end), cancellationToken).ConfigureAwait(false);
        end += count;
        if (start == end)
        {
            Release();
        }

        return count > 0;
    }

    /// <summary>Reads at least one byte into <paramref name="destination"/>; 0 at the end of the connection.</summary>
    public ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (start == end)
        {
            return stream.ReadAsync(destination, cancellationToken);
        }

        var count = Math.Min(destination.Length, end - start);
        buffer.AsSpan(start, count).CopyTo(destination.Span);
        Consume(count);
        return ValueTask.FromResult(count);
    }

    /// <summary>Waits until there is something to read, holding no memory meanwhile.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        if (start == end)
        {
            await stream.ReadAsync(Memory<byte>.Empty, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Gives the buffer back.</summary>
    public void Release()
    {
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = [];
        }

        start = end = 0;
    }

    private void MakeRoom()
    {
        if (end < buffer.Length)
        {
            return;
        }

        var held = end - start;
        if (start > 0 && held < buffer.Length / 2)
        {
            buffer.AsSpan(start, held).CopyTo(buffer);
        }
        else
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(InitialSize, buffer.Length * 2));
            Buffered.CopyTo(larger);
            Release();
            buffer = larger;
        }

        start = 0;
        end = held;
    }
}
