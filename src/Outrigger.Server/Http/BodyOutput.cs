using System.Buffers;

namespace Outrigger.Server.Http;

/// <summary>
/// Where the body of an answer is written. Bytes are gathered in pieces of at most 64 KiB and flushed piece by piece, because
/// one large write is many times slower than the same bytes in pieces.
/// </summary>
internal abstract class BodyOutput : IBufferWriter<byte>
{
    /// <summary>The size of a piece.</summary>
    public const int PieceSize = 64 * 1024;

    // what an object may have beyond it, so that nearly all pieces end in the memory that they began in
    private const int Rest = 4096;
    private int pending;

    /// <summary>Whether enough is gathered that it should be flushed.</summary>
    public bool IsFull => pending >= PieceSize - Rest;

    /// <summary>Whether anything is gathered.</summary>
    public bool HasPending => pending > 0;

    /// <inheritdoc/>
    public void Advance(int count)
    {
        pending += count;
        AdvanceCore(count);
    }

    /// <inheritdoc/>
    public abstract Memory<byte> GetMemory(int sizeHint = 0);

    /// <inheritdoc/>
    public abstract Span<byte> GetSpan(int sizeHint = 0);

    /// <summary>Gathers bytes; meant for little ones.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var piece = bytes[..Math.Min(bytes.Length, PieceSize)];
            piece.CopyTo(GetSpan(piece.Length));
            Advance(piece.Length);
            bytes = bytes[piece.Length..];
        }
    }

    /// <summary>Writes any number of bytes, flushing as it goes.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            var piece = bytes[..Math.Min(bytes.Length, Math.Max(1, PieceSize - pending))];
            Write(piece.Span);
            bytes = bytes[piece.Length..];
            if (IsFull)
            {
                await FlushAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Sends what is gathered. Throws OperationCanceledException when the client is gone.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        pending = 0;
        await FlushCoreAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends the rest.</summary>
    public abstract ValueTask CompleteAsync(CancellationToken cancellationToken);

    protected abstract void AdvanceCore(int count);

    protected abstract ValueTask FlushCoreAsync(CancellationToken cancellationToken);
}
