using System.Collections.Frozen;
using Microsoft.Extensions.Primitives;

namespace Outrigger.Aggregator.Proxy;

/// <summary>Which headers may cross the aggregator, and in which direction.</summary>
internal static class HeaderRules
{
    private const string WebSocketToken = "base64url.bearer.authorization.k8s.io.";

    // Hop-by-hop (RFC 9110 and Go's reverse proxy), what the connection writes itself, credentials, and what is set afresh.
    private static readonly FrozenSet<string> NotForwarded = new[]
    {
        "Connection", "Proxy-Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "TE", "Trailer",
        "Transfer-Encoding", "Upgrade", "Host", "Content-Length", "Authorization", "Audit-Id", "X-Forwarded-For",
        "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Uri",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> NotReturned = new[]
    {
        "Connection", "Proxy-Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "TE", "Transfer-Encoding",
        "Upgrade", "Content-Length", "Access-Control-Allow-Credentials", "Access-Control-Allow-Headers",
        "Access-Control-Allow-Methods", "Access-Control-Allow-Origin",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a client's header goes to the other server as it is. Who the user is, the client never says.</summary>
    public static bool IsForwarded(string name, StringValues connection) =>
        !NotForwarded.Contains(name) && !IsIdentity(name) && !IsNamedBy(connection, name);

    /// <summary>Whether a header of the other server goes to the client.</summary>
    public static bool IsReturned(string name, StringValues connection) => !NotReturned.Contains(name) && !IsNamedBy(connection, name);

    /// <summary>Whether the client may send trailers: the one thing of TE that is passed on.</summary>
    public static bool WantsTrailers(StringValues te) => IsNamedBy(te, "trailers");

    /// <summary>
    /// A value without the bearer token that browsers put among the protocols of a WebSocket; null when nothing is left of it.
    /// </summary>
    public static string? WithoutToken(string name, string value)
    {
        if (!value.Contains(WebSocketToken, StringComparison.OrdinalIgnoreCase) ||
            !string.Equals(name, "Sec-WebSocket-Protocol", StringComparison.OrdinalIgnoreCase))
        {
            return value;
        }

        var kept = value.Split(',', StringSplitOptions.TrimEntries)
            .Where(protocol => !protocol.StartsWith(WebSocketToken, StringComparison.OrdinalIgnoreCase)).ToList();
        return kept.Count == 0 ? null : string.Join(", ", kept);
    }

    /// <summary>Headers that carry identity, and their look-alikes with underscores that some servers read as the same.</summary>
    private static bool IsIdentity(string name) =>
        (name[0] is 'X' or 'x' && StartsWithName(name, "X-Remote-")) ||
        (name[0] is 'I' or 'i' && StartsWithName(name, "Impersonate-"));

    private static bool StartsWithName(string name, string prefix)
    {
        if (name.Length < prefix.Length)
        {
            return false;
        }

        for (var i = 0; i < prefix.Length; i++)
        {
            var c = name[i] == '_' ? '-' : name[i];
            if (char.ToLowerInvariant(c) != char.ToLowerInvariant(prefix[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsNamedBy(StringValues lines, string name)
    {
        foreach (var line in lines)
        {
            foreach (var range in line.AsSpan().Split(','))
            {
                if (line.AsSpan()[range].Trim(" \t").Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
