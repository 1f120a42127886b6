namespace Outrigger.Aggregator.Upstream.Hpack;

/// <summary>The 61 header fields that both sides know (RFC 7541, appendix A). Names are as HTTP/1.1 writes them, pseudo-headers apart.</summary>
internal static class StaticTable
{
    /// <summary>How many there are; they are counted from 1.</summary>
    public const int Count = 61;

    private static readonly HeaderField[] Fields =
    [
        new(":authority", ""), new(":method", "GET"), new(":method", "POST"), new(":path", "/"), new(":path", "/index.html"),
        new(":scheme", "http"), new(":scheme", "https"), new(":status", "200"), new(":status", "204"), new(":status", "206"),
        new(":status", "304"), new(":status", "400"), new(":status", "404"), new(":status", "500"), new("Accept-Charset", ""),
        new("Accept-Encoding", "gzip, deflate"), new("Accept-Language", ""), new("Accept-Ranges", ""), new("Accept", ""),
        new("Access-Control-Allow-Origin", ""), new("Age", ""), new("Allow", ""), new("Authorization", ""), new("Cache-Control", ""),
        new("Content-Disposition", ""), new("Content-Encoding", ""), new("Content-Language", ""), new("Content-Length", ""),
        new("Content-Location", ""), new("Content-Range", ""), new("Content-Type", ""), new("Cookie", ""), new("Date", ""),
        new("Etag", ""), new("Expect", ""), new("Expires", ""), new("From", ""), new("Host", ""), new("If-Match", ""),
        new("If-Modified-Since", ""), new("If-None-Match", ""), new("If-Range", ""), new("If-Unmodified-Since", ""),
        new("Last-Modified", ""), new("Link", ""), new("Location", ""), new("Max-Forwards", ""), new("Proxy-Authenticate", ""),
        new("Proxy-Authorization", ""), new("Range", ""), new("Referer", ""), new("Refresh", ""), new("Retry-After", ""),
        new("Server", ""), new("Set-Cookie", ""), new("Strict-Transport-Security", ""), new("Transfer-Encoding", ""),
        new("User-Agent", ""), new("Vary", ""), new("Via", ""), new("Www-Authenticate", ""),
    ];

    private static readonly (byte[] Name, int Index)[][] ByLength = Group();

    /// <summary>The field of an index from 1 on.</summary>
    public static HeaderField Get(int index) => Fields[index - 1];

    /// <summary>The first index of a name in lower case; 0 when it is not here.</summary>
    public static int Find(ReadOnlySpan<byte> name)
    {
        if (name.Length < ByLength.Length)
        {
            foreach (var (known, index) in ByLength[name.Length])
            {
                if (name.SequenceEqual(known))
                {
                    return index;
                }
            }
        }

        return 0;
    }

    private static (byte[] Name, int Index)[][] Group()
    {
        var names = Fields.Select((field, i) => (System.Text.Encoding.ASCII.GetBytes(field.Name.ToLowerInvariant()), i + 1))
            .DistinctBy(one => Fields[one.Item2 - 1].Name, StringComparer.Ordinal).ToLookup(one => one.Item1.Length);
        return [.. Enumerable.Range(0, names.Max(group => group.Key) + 1).Select(length => names[length].ToArray())];
    }
}
