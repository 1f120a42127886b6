using System.Buffers.Text;
using System.Text;

namespace Outrigger.Aggregator.Upstream;

/// <summary>
/// Reads the head of an answer, strictly: lines end with CR LF, no folded lines, no space before the colon, one meaning of the
/// length. What is refused here could mean two things to two readers (request smuggling).
/// </summary>
internal static class ResponseHeadParser
{
    /// <summary>
    /// The length of the head with its empty line; 0 when more must be read. <paramref name="scanned"/> carries how far it was
    /// looked at from call to call.
    /// </summary>
    public static int FindEnd(ReadOnlySpan<byte> bytes, ref int scanned)
    {
        while (scanned < bytes.Length)
        {
            var offset = bytes[scanned..].IndexOf((byte)'\n');
            if (offset < 0)
            {
                return 0;
            }

            var lineEnd = scanned + offset;
            if (lineEnd == 0 || bytes[lineEnd - 1] != '\r')
            {
                throw Malformed("a line ends without CR");
            }

            if (offset == 1)
            {
                return lineEnd + 1;
            }

            scanned = lineEnd + 1;
        }

        return 0;
    }

    /// <summary>Parses a whole head.</summary>
    public static void Parse(ReadOnlySpan<byte> bytes, ResponseHead head)
    {
        var end = bytes.IndexOf("\r\n"u8);
        ParseStatusLine(bytes[..end], head);
        for (var rest = bytes[(end + 2)..]; rest.Length > 2; rest = rest[(end + 2)..])
        {
            end = rest.IndexOf("\r\n"u8);
            ParseField(rest[..end], head);
        }

        if (head.IsChunked && head.ContentLength >= 0)
        {
            throw Malformed("both Content-Length and Transfer-Encoding");
        }

        if (head.IsChunked && !head.IsHttp11)
        {
            throw Malformed("Transfer-Encoding in HTTP/1.0");
        }
    }

    private static void ParseStatusLine(ReadOnlySpan<byte> line, ResponseHead head)
    {
        var http11 = line.StartsWith("HTTP/1.1 "u8);
        if (line.Length < 12 || (!http11 && !line.StartsWith("HTTP/1.0 "u8)) ||
            !Utf8Parser.TryParse(line.Slice(9, 3), out int code, out var digits) || digits != 3 || code < 100 ||
            (line.Length > 12 && line[12] != ' ') || !HeaderTokens.IsValue(line))
        {
            throw Malformed("no HTTP/1.1 status line");
        }

        head.Start(code, http11);
    }

    private static void ParseField(ReadOnlySpan<byte> line, ResponseHead head)
    {
        var colon = line.IndexOf((byte)':');
        if (colon <= 0 || !HeaderTokens.IsToken(line[..colon]))
        {
            throw Malformed("a header line without a name");
        }

        var value = line[(colon + 1)..].Trim(" \t"u8);
        if (!HeaderTokens.IsValue(value))
        {
            throw Malformed("a control character in a header");
        }

        var name = line[..colon];
        if (Ascii.EqualsIgnoreCase(name, "Content-Length"u8))
        {
            SetLength(value, head);
        }
        else if (Ascii.EqualsIgnoreCase(name, "Transfer-Encoding"u8))
        {
            if (head.IsChunked || !Ascii.EqualsIgnoreCase(value, "chunked"u8))
            {
                throw Malformed("an unsupported Transfer-Encoding");
            }

            head.IsChunked = true;
        }
        else if (Ascii.EqualsIgnoreCase(name, "Connection"u8))
        {
            SetConnection(value, head);
        }

        head.Add(new HeaderField(KnownHeaders.Name(name), KnownHeaders.Value(value)));
    }

    private static void SetLength(ReadOnlySpan<byte> value, ResponseHead head)
    {
        if (value.IsEmpty || value.ContainsAnyExceptInRange((byte)'0', (byte)'9') ||
            !Utf8Parser.TryParse(value, out long length, out var used) || used != value.Length ||
            (head.ContentLength >= 0 && head.ContentLength != length))
        {
            throw Malformed("a bad Content-Length");
        }

        head.ContentLength = length;
    }

    private static void SetConnection(ReadOnlySpan<byte> value, ResponseHead head)
    {
        foreach (var range in value.Split((byte)','))
        {
            var option = value[range].Trim(" \t"u8);
            if (Ascii.EqualsIgnoreCase(option, "close"u8))
            {
                head.Closes = true;
            }
            else if (!head.IsHttp11 && Ascii.EqualsIgnoreCase(option, "keep-alive"u8))
            {
                head.Closes = false;
            }
        }
    }

    private static UpstreamException Malformed(string why) => new(UpstreamFailure.BadAnswer, $"malformed HTTP response: {why}");
}
