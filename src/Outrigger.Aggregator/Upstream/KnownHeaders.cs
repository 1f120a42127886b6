using System.Text;

namespace Outrigger.Aggregator.Upstream;

/// <summary>Header names and values that API servers send all the time, so that reading them allocates nothing.</summary>
internal static class KnownHeaders
{
    private static readonly string[] Names =
    [
        "Content-Type", "Content-Length", "Date", "Cache-Control", "Audit-Id", "Transfer-Encoding", "Warning", "Vary", "Etag",
        "Last-Modified", "Connection", "X-Content-Type-Options", "X-Kubernetes-Pf-Flowschema-Uid",
        "X-Kubernetes-Pf-Prioritylevel-Uid", "Content-Encoding", "Server", "Location", "Set-Cookie", "Trailer",
    ];

    private static readonly string[] Values =
    [
        "application/json", "no-cache, private", "chunked", "application/json;stream=watch", "text/plain; charset=utf-8", "nosniff",
        "application/vnd.kubernetes.protobuf", "gzip", "Accept-Encoding", "keep-alive", "close",
    ];

    /// <summary>The name as a string.</summary>
    public static string Name(ReadOnlySpan<byte> name)
    {
        foreach (var known in Names)
        {
            if (known.Length == name.Length && Ascii.EqualsIgnoreCase(name, known))
            {
                return known;
            }
        }

        return Encoding.ASCII.GetString(name);
    }

    /// <summary>The value as a string; bytes that are not UTF-8 are read as Latin-1.</summary>
    public static string Value(ReadOnlySpan<byte> value)
    {
        foreach (var known in Values)
        {
            if (known.Length == value.Length && Ascii.Equals(value, known))
            {
                return known;
            }
        }

        return System.Text.Unicode.Utf8.IsValid(value) ? Encoding.UTF8.GetString(value) : Encoding.Latin1.GetString(value);
    }
}
