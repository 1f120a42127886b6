using System.Buffers;
using System.IO.Compression;

namespace Outrigger.Server.Http;

/// <summary>A body compressed with gzip at the fastest level, as Kubernetes does.</summary>
internal sealed class GzipBodyOutput(Stream body) : BodyOutput
{
    private readonly GZipStream gzip = new(body, CompressionLevel.Fastest, leaveOpen: true);
    private readonly ArrayBufferWriter<byte> gathered = new(PieceSize);

    public override Memory<byte> GetMemory(int sizeHint = 0) => gathered.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => gathered.GetSpan(sizeHint);

    public override async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        await gzip.DisposeAsync().ConfigureAwait(false);
    }

    protected override void AdvanceCore(int count) => gathered.Advance(count);

    protected override async ValueTask FlushCoreAsync(CancellationToken cancellationToken)
    {
        await gzip.WriteAsync(gathered.WrittenMemory, cancellationToken).ConfigureAwait(false);
        gathered.ResetWrittenCount();
    }
}
