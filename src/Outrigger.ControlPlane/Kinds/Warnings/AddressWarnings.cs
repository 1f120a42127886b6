using System.Net;
using System.Net.Sockets;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.Kinds.Warnings;

/// <summary>
/// IPv6 addresses and ranges in another than their canonical form, RFC 5952, by which they are found (apimachinery
/// pkg/util/validation/ip.go). What is no address is refused elsewhere.
/// </summary>
internal static class AddressWarnings
{
    public static IEnumerable<string> Of(Located address)
    {
        var text = address.Text();
        if (Canonical(text) is { } canonical && canonical != text)
        {
            yield return $"{address.Path}: IPv6 address {GoText.Quote(text)} should be in RFC 5952 canonical format ({GoText.Quote(canonical)})";
        }
    }

    public static IEnumerable<string> OfRange(Located range)
    {
        var text = range.Text();
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0 && Canonical(text[..slash]) is { } canonical && canonical != text[..slash])
        {
            yield return $"{range.Path}: IPv6 CIDR value {GoText.Quote(text)} should be in RFC 5952 canonical format ({GoText.Quote(canonical + text[slash..])})";
        }
    }

    private static string? Canonical(string text) =>
        IPAddress.TryParse(text, out var address) && address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false }
            ? address.ToString()
            : null;
}
