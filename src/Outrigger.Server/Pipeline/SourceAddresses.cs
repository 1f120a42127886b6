using System.Net;
using Microsoft.AspNetCore.Http;

namespace Outrigger.Server.Pipeline;

/// <summary>
/// Where a request says that it came from: X-Forwarded-For, X-Real-Ip, then the other end of the connection, which alone is not the
/// client's word.
/// </summary>
internal static class SourceAddresses
{
    private static readonly string Self = IPAddress.IPv6Loopback.ToString();

    public static IReadOnlyList<string> Of(HttpContext http)
    {
        var addresses = new List<string>();
        foreach (var line in http.Request.Headers["X-Forwarded-For"])
        {
            foreach (var part in (line ?? "").Split(','))
            {
                Add(addresses, part.Trim());
            }
        }

        Add(addresses, http.Request.Headers["X-Real-Ip"].ToString().Trim());
        var remote = Text(http.Connection.RemoteIpAddress) ?? Self;
        if (addresses.Count == 0 || addresses[^1] != remote)
        {
            addresses.Add(remote);
        }

        return addresses;
    }

    private static void Add(List<string> addresses, string text)
    {
        if (text.Length > 0 && IPAddress.TryParse(text, out var address) && Text(address) is { } written && !addresses.Contains(written))
        {
            addresses.Add(written);
        }
    }

    private static string? Text(IPAddress? address) => (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString();
}
