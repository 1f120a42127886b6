using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using Outrigger.Storage.Contract;

namespace Outrigger.Storage.Archives;

/// <summary>
/// Reads an archive from its first byte to its last. Throws <see cref="InvalidDataException"/> for one that is cut, damaged or none.
/// </summary>
internal sealed class ArchiveReader(Stream source)
{
    private const int LongestLine = 64 << 20;
    private ArchiveHeader? header;
    private long objects;
    private long bytes;

    /// <summary>What was read; after the last record.</summary>
    public ArchiveSummary Summary => new(header ?? throw new InvalidOperationException("nothing was read"), objects, bytes);

    /// <summary>The objects in the order of their keys. Only when the last one was taken is it known that the archive is whole.</summary>
    public async IAsyncEnumerable<ArchiveRecord> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var last = "";
        var ended = false;
        await foreach (var line in LinesAsync(cancellationToken).ConfigureAwait(false))
        {
            if (ended)
            {
                throw Damaged("something follows its end");
            }

            if (header is null)
            {
                header = Parse(() => LineReader.ReadHeader(line.Span));
            }
            else if (Parse(() => (Record: LineReader.Read(line.Span, out var end), End: end)) is var read && read.Record is { } record)
            {
                if (KeyOrder.Compare(record.Key, last) <= 0)
                {
                    throw Damaged($"{record.Key} stands after {last}");
                }

                last = record.Key;
                objects++;
                yield return record;
            }
            else
            {
                ended = true;
                Check(read.End, hash.GetHashAndReset());
            }

            if (!ended)
            {
                hash.AppendData(line.Span);
                hash.AppendData([LineWriter.LineEnd]);
            }
        }

        if (!ended)
        {
            throw new InvalidDataException("its end is missing: it was cut; export again");
        }
    }

    private void Check((long Objects, string Digest) end, byte[] digest)
    {
        if (end.Digest != Convert.ToHexStringLower(digest) || end.Objects != objects)
        {
            throw Damaged("its digest is another");
        }
    }

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> LinesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pipe = PipeReader.Create(source, new StreamPipeReaderOptions(bufferSize: 1 << 17, leaveOpen: true));
        try
        {
            while (true)
            {
                var result = await pipe.ReadAsync(cancellationToken).ConfigureAwait(false);
                var rest = result.Buffer;
                while (rest.PositionOf(LineWriter.LineEnd) is { } end)
                {
                    var line = rest.Slice(0, end);
                    bytes += line.Length + 1;
                    yield return line.IsSingleSegment ? line.First : line.ToArray();
                    rest = rest.Slice(rest.GetPosition(1, end));
                }

                if (rest.Length > LongestLine)
                {
                    throw Damaged("a line does not end");
                }

                pipe.AdvanceTo(rest.Start, result.Buffer.End);
                if (result.IsCompleted)
                {
                    if (!rest.IsEmpty)
                    {
                        throw new InvalidDataException("its last line is not whole: it was cut; export again");
                    }

                    yield break;
                }
            }
        }
        finally
        {
            await pipe.CompleteAsync().ConfigureAwait(false);
        }
    }

    private T Parse<T>(Func<T> parse)
    {
        try
        {
            return parse();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or OverflowException)
        {
            throw header is null ? new InvalidDataException("it does not begin as one", e) : Damaged(e.Message);
        }
    }

    private static InvalidDataException Damaged(string why) => new($"it is damaged ({why}): export again");
}
