using System.Buffers.Text;
using System.Text;

namespace Outrigger.Bench;

/// <summary>
/// HTTP/1.1 on a connection of its own, with no more work than it takes: what the client spends on this machine the server
/// cannot have. (HttpClient takes three times as much for a request.)
/// </summary>
/// <param name="stream">The connection, TLS included.</param>
/// <param name="headers">Lines that every request has.</param>
/// <param name="bufferSize">The largest piece of a body, and more than the head of an answer.</param>
internal sealed class WireClient(Stream stream, string headers, int bufferSize) : IClient
{
    private readonly byte[] buffer = new byte[bufferSize];
    private int start;
    private int end;
    private long left;
    private bool chunked;
    private bool inChunk;

    public async ValueTask OpenAsync(Request request, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(request.ToWire(headers), cancellationToken);
        var length = await HeadAsync(cancellationToken);
        var code = ReadHead(buffer.AsSpan(start, length));
        start += length;
        if (code is < 200 or > 299)
        {
            throw new HttpRequestException($"{request.Method} {request.Path}: {code} {await this.RestAsync(cancellationToken)}");
        }
    }

    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        if (left == 0 && chunked)
        {
            left = await NextChunkAsync(cancellationToken);
            chunked = left > 0;
        }

        if (left == 0)
        {
            return default;
        }

        if (start == end)
        {
            await FillAsync(cancellationToken);
        }

        var piece = buffer.AsMemory(start, (int)Math.Min(left, end - start));
        start += piece.Length;
        left -= piece.Length;
        return piece;
    }

    public void Dispose() => stream.Dispose();

    // The length of the head, with the empty line that ends it.
    private async ValueTask<int> HeadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var length = buffer.AsSpan(start, end - start).IndexOf("\r\n\r\n"u8);
            if (length >= 0)
            {
                return length + 4;
            }

            await FillAsync(cancellationToken);
        }
    }

    private int ReadHead(ReadOnlySpan<byte> head)
    {
        left = 0;
        inChunk = false;
        chunked = Field(head, "transfer-encoding:") is { Length: > 0 };
        if (Field(head, "content-length:") is { Length: > 0 } length)
        {
            left = Utf8Parser.TryParse(length, out long parsed, out _) ? parsed : throw new InvalidDataException("a content length is no number");
        }

        return Utf8Parser.TryParse(head["HTTP/1.1 ".Length..], out int code, out _) ? code : throw new InvalidDataException("an answer has no status");
    }

    private static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> head, string name)
    {
        for (var line = head[(head.IndexOf((byte)'\n') + 1)..]; line.Length > name.Length; line = line[(line.IndexOf((byte)'\n') + 1)..])
        {
            if (Ascii.EqualsIgnoreCase(line[..name.Length], name))
            {
                return line[name.Length..line.IndexOf((byte)'\r')].TrimStart((byte)' ');
            }
        }

        return default;
    }

    // The size of the next chunk; 0 for the end, with the line after it read.
    private async ValueTask<long> NextChunkAsync(CancellationToken cancellationToken)
    {
        if (inChunk)
        {
            await LineAsync(cancellationToken); // the empty one that ends the chunk before
        }

        inChunk = true;
        var line = await LineAsync(cancellationToken);
        if (!Utf8Parser.TryParse(line.Span, out long size, out _, 'x'))
        {
            throw new InvalidDataException("a chunk has no size");
        }

        if (size == 0)
        {
            await LineAsync(cancellationToken);
        }

        return size;
    }

    private async ValueTask<ReadOnlyMemory<byte>> LineAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var length = buffer.AsSpan(start, end - start).IndexOf("\r\n"u8);
            if (length >= 0)
            {
                var line = buffer.AsMemory(start, length);
                start += length + 2;
                return line;
            }

            await FillAsync(cancellationToken);
        }
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (start == end)
        {
            start = end = 0;
        }
        else if (end == buffer.Length)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
        }

        var read = await stream.ReadAsync(buffer.AsMemory(end), cancellationToken);
        end += read > 0 ? read : throw new EndOfStreamException("the server closed the connection");
    }
}
