using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Outrigger.ApiMachinery.Metadata;

namespace Outrigger.ApiMachinery.Schemas;

/// <summary>The formats of strings that are checked; an unknown format fits everything, as OpenAPI says.</summary>
internal static class StringFormats
{
    public static bool Fits(string text, string format) => format switch
    {
        "date-time" or "datetime" => KubernetesTime.TryParse(text, out _),
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "byte" => Base64.IsValid(text.AsSpan()),
        "uuid" => Guid.TryParseExact(text, "D", out _),
        "ipv4" => IPAddress.TryParse(text, out var ip) && ip.AddressFamily == AddressFamily.InterNetwork && text.Count(c => c == '.') == 3,
        "ipv6" => IPAddress.TryParse(text, out var ip) && ip.AddressFamily == AddressFamily.InterNetworkV6,
        "cidr" => IPNetwork.TryParse(text, out _),
        "uri" => Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out _),
        _ => true,
    };
}
