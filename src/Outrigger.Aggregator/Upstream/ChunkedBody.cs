using System.Buffers.Text;

namespace Outrigger.Aggregator.Upstream;

/// <summary>
/// A chunked body. Size lines end with CR LF and are short, extensions are skipped and bounded over the whole body, trailers are
/// read and dropped.
/// </summary>
internal sealed class ChunkedBody(ConnectionReader reader) : ResponseBody
{
    private const int MaxLine = 1024;
    private const int MaxExtensions = 16 * 1024;
    private const int MaxTrailers = 64 * 1024;

    private long left;
    private bool owesLineEnd;
    private int extensions;

    public override async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (IsComplete)
        {
            return 0;
        }

        if (left == 0 && !await NextChunkAsync(cancellationToken).ConfigureAwait(false))
        {
            return 0;
        }

        var room = destination.Length > left ? destination[..(int)left] : destination;
        var count = await reader.ReadAsync(room, cancellationToken).ConfigureAwait(false);
        if (count == 0)
        {
            throw CutOff();
        }

        left -= count;
        owesLineEnd = left == 0;
        if (owesLineEnd && reader.Buffered.StartsWith("\r\n"u8))
        {
            // taken at once, so that nothing is held between two events of a watch
            reader.Consume(2);
            owesLineEnd = false;
        }

        return count;
    }

    public override bool HasMore
    {
        get
        {
            var bytes = reader.Buffered;
            if (left > 0)
            {
                return !bytes.IsEmpty;
            }

            // a size line and at least one byte after it
            var skip = owesLineEnd ? 2 : 0;
            var end = bytes.Length > skip ? bytes[skip..].IndexOf((byte)'\n') : -1;
            return end >= 0 && bytes.Length > skip + end + 1;
        }
    }

    private async ValueTask<bool> NextChunkAsync(CancellationToken cancellationToken)
    {
        if (owesLineEnd)
        {
            if (await LineAsync(2, cancellationToken).ConfigureAwait(false) != 0)
            {
                throw Malformed();
            }

            reader.Consume(2);
            owesLineEnd = false;
        }

        var length = await LineAsync(MaxLine, cancellationToken).ConfigureAwait(false);
        left = ParseSize(reader.Buffered[..length]);
        reader.Consume(length + 2);
        if (left > 0)
        {
            return true;
        }

        await SkipTrailersAsync(cancellationToken).ConfigureAwait(false);
        IsComplete = true;
        return false;
    }

    private long ParseSize(ReadOnlySpan<byte> line)
    {
        if (!Utf8Parser.TryParse(line, out long size, out var digits, 'x') || digits > 15 || size < 0)
        {
            throw Malformed();
        }

        var rest = line[digits..];
        if (!rest.IsEmpty && (rest.TrimStart(" \t"u8) is not [(byte)';', ..] || !HeaderTokens.IsValue(rest)))
        {
            throw Malformed();
        }

        extensions += rest.Length;
        return extensions <= MaxExtensions ? size : throw Malformed();
    }

    private async ValueTask SkipTrailersAsync(CancellationToken cancellationToken)
    {
        for (var total = 0; ;)
        {
            var length = await LineAsync(MaxTrailers, cancellationToken).ConfigureAwait(false);
            reader.Consume(length + 2);
            total += length + 2;
            if (length == 0)
            {
                return;
            }

            if (total > MaxTrailers)
            {
                throw Malformed();
            }
        }
    }

    /// <summary>Reads ahead to the end of a line; its length without CR LF.</summary>
    private async ValueTask<int> LineAsync(int limit, CancellationToken cancellationToken)
    {
        for (var scanned = 0; ;)
        {
            var bytes = reader.Buffered;
            var end = bytes[scanned..].IndexOf((byte)'\n');
            if (end >= 0)
            {
                end += scanned;
                return end > 0 && end <= limit && bytes[end - 1] == '\r' ? end - 1 : throw Malformed();
            }

            scanned = bytes.Length;
            if (scanned >= limit)
            {
                throw Malformed();
            }

            if (!await reader.FillAsync(cancellationToken).ConfigureAwait(false))
            {
                throw CutOff();
            }
        }
    }

    private static UpstreamException Malformed() => new(UpstreamFailure.BadAnswer, "malformed chunked encoding");
}
