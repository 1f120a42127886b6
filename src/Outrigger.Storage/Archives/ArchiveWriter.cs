using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;

namespace Outrigger.Storage.Archives;

/// <summary>Writes an archive: its last line has the count and the digest of all before, so that a torn one is known.</summary>
internal sealed class ArchiveWriter(Stream target) : IDisposable
{
    private const int BlockSize = 1 << 17;
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly ArrayBufferWriter<byte> buffer = new(BlockSize);
    private readonly Utf8JsonWriter json = new(Stream.Null, new JsonWriterOptions { SkipValidation = true, MaxDepth = 1000 });
    private ArchiveHeader? begun;
    private long objects;
    private long bytes;

    public ValueTask BeginAsync(ArchiveHeader header, CancellationToken cancellationToken)
    {
        begun = header;
        return WriteAsync(j => LineWriter.WriteHeader(j, header), cancellationToken);
    }

    public ValueTask AddAsync(ArchiveRecord record, CancellationToken cancellationToken)
    {
        objects++;
        return WriteAsync(j => LineWriter.WriteRecord(j, record), cancellationToken);
    }

    public async ValueTask<ArchiveSummary> EndAsync(CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        var digest = hash.GetHashAndReset();
        await WriteAsync(j => LineWriter.WriteEnd(j, objects, digest), cancellationToken).ConfigureAwait(false);
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        await target.FlushAsync(cancellationToken).ConfigureAwait(false);
        return new ArchiveSummary(begun!, objects, bytes);
    }

    public void Dispose()
    {
        hash.Dispose();
        json.Dispose();
    }

    private ValueTask WriteAsync(Action<Utf8JsonWriter> line, CancellationToken cancellationToken)
    {
        json.Reset(buffer);
        line(json);
        json.Flush();
        buffer.Write([LineWriter.LineEnd]);
        return buffer.WrittenCount >= BlockSize ? FlushAsync(cancellationToken) : ValueTask.CompletedTask;
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        hash.AppendData(buffer.WrittenSpan);
        bytes += buffer.WrittenCount;
        await target.WriteAsync(buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
        buffer.ResetWrittenCount();
    }
}
