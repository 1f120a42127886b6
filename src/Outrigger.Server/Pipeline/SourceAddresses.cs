using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Outrigger.Server.Pipeline;

/// <summary>
/// Where a request says that it came from: X-Forwarded-For, X-Real-Ip, then the other end of the connection, which alone is not the
/// client's word. As in Kubernetes the chain is told as it stands, and not searched for what it says twice.
/// </summary>
internal static class SourceAddresses
{
    // No honest chain is longer; a client could name a hundred thousand. The last are those that proxies wrote.
    private const int MostForwarded = 64;
    private static readonly string Self = IPAddress.IPv6Loopback.ToString();

    public static IReadOnlyList<string> Of(HttpContext http)
    {
        var addresses = Forwarded(http.Request.Headers["X-Forwarded-For"]);
        if (Parse(http.Request.Headers["X-Real-Ip"].ToString()) is { } real && !addresses.Contains(real))
        {
            addresses.Add(real);
        }

        var remote = Text(http.Connection.RemoteIpAddress) ?? Self;
        if (addresses.Count == 0 || addresses[^1] != remote)
        {
            addresses.Add(remote);
        }

        return addresses;
    }

    private static List<string> Forwarded(StringValues lines)
    {
        var addresses = new List<string>();
        for (var i = lines.Count - 1; i >= 0; i--)
        {
            ReadOnlySpan<char> rest = lines[i];
            while (rest.Length > 0 && addresses.Count < MostForwarded)
            {
                var comma = rest.LastIndexOf(',');
                if (Parse(rest[(comma + 1)..]) is { } address)
                {
                    addresses.Add(address);
                }

                rest = rest[..Math.Max(comma, 0)];
            }
        }

        addresses.Reverse();
        return addresses;
    }

    // As Go reads addresses: 7 or 0x7f.1 is none, and zeros before a number do not make it octal.
    private static string? Parse(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        if (text.Contains(':'))
        {
            return text.ContainsAnyExcept("0123456789abcdefABCDEF:.") || !IPAddress.TryParse(text, out var address) ? null : Text(address);
        }

        Span<Range> parts = stackalloc Range[5];
        Span<byte> bytes = stackalloc byte[4];
        if (text.Split(parts, '.') != bytes.Length)
        {
            return null;
        }

        for (var i = 0; i < bytes.Length; i++)
        {
            if (!byte.TryParse(text[parts[i]], NumberStyles.None, CultureInfo.InvariantCulture, out bytes[i]))
            {
                return null;
            }
        }

        return Text(new IPAddress(bytes));
    }

    private static string? Text(IPAddress? address) => (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString();
}
