using System.Text;
using Outrigger.Aggregator.Upstream.Hpack;

namespace Outrigger.Aggregator.Upstream.Http2;

/// <summary>
/// Writes the head of a request anew for HTTP/2. It is read from what <see cref="RequestHeadWriter"/> wrote, so that one place decides
/// what a head says and what cannot be said: a field a line, in the same order.
/// </summary>
internal static class HeadEncoder
{
    // static table: names, and whole fields
    private const int Authority = 1;
    private const int MethodGet = 2;
    private const int MethodPost = 3;
    private const int Path = 4;
    private const int SchemeHttps = 7;

    /// <summary>Encodes a whole head.</summary>
    public static HpackWriter Encode(ReadOnlySpan<byte> head)
    {
        var writer = new HpackWriter();
        var end = head.IndexOf("\r\n"u8);
        WriteLine(head[..end], writer);
        var lines = head[(end + 2)..];
        WriteAuthority(lines, writer);
        for (; lines.Length > 2; lines = lines[(end + 2)..])
        {
            end = lines.IndexOf("\r\n"u8);
            var colon = lines.IndexOf((byte)':');
            var name = lines[..colon];
            if (!Ascii.EqualsIgnoreCase(name, "Host"u8) && !Ascii.EqualsIgnoreCase(name, "Transfer-Encoding"u8))
            {
                writer.Add(name, lines[(colon + 1)..end].Trim(" \t"u8));
            }
        }

        return writer;
    }

    private static void WriteLine(ReadOnlySpan<byte> line, HpackWriter writer)
    {
        var space = line.IndexOf((byte)' ');
        var method = line[..space];
        if (method.SequenceEqual("GET"u8))
        {
            writer.Add(MethodGet);
        }
        else if (method.SequenceEqual("POST"u8))
        {
            writer.Add(MethodPost);
        }
        else
        {
            writer.Add(MethodGet, method);
        }

        writer.Add(SchemeHttps);
        var path = line[(space + 1)..];
        writer.Add(Path, path[..path.IndexOf((byte)' ')]);
    }

    // pseudo-headers come first; the host always stands in the first lines
    private static void WriteAuthority(ReadOnlySpan<byte> lines, HpackWriter writer)
    {
        while (!Ascii.EqualsIgnoreCase(lines[..5], "Host:"u8))
        {
            lines = lines[(lines.IndexOf("\r\n"u8) + 2)..];
        }

        writer.Add(Authority, lines[5..lines.IndexOf("\r\n"u8)].Trim(" \t"u8));
    }
}
