using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>
/// Addresses and ranges that every parser reads alike, as Kubernetes 1.36 wants them: leading zeros and IPv4 within IPv6 are how
/// filters are passed by (apimachinery pkg/util/validation/ip.go).
/// </summary>
internal static class AddressRules
{
    /// <summary>Reads an address; what is wrong with it, or null.</summary>
    public static string? Parse(string text, out IPAddress address)
    {
        var valid = IPAddress.TryParse(text, out address!)
            && (address.AddressFamily == AddressFamily.InterNetworkV6
                ? text.AsSpan().IndexOfAny('%', '[') < 0
                : IsDotted(text));
        return !valid ? "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"
            : address.AddressFamily == AddressFamily.InterNetwork && HasLeadingZero(text) ? "must not have leading 0s"
            : address.IsIPv4MappedToIPv6 ? "must not be an IPv4-mapped IPv6 address"
            : null;
    }

    /// <summary>What is wrong with an address.</summary>
    public static IReadOnlyList<string> Faults(string text) => Parse(text, out _) is { } fault ? [fault] : [];

    /// <summary>An address in the one form that names are compared in.</summary>
    public static IReadOnlyList<string> Canonical(string text) =>
        Parse(text, out var address) is { } fault ? [fault]
        : address.ToString() is var canonical && canonical != text ? [$"must be in canonical form (\"{canonical}\")"]
        : [];

    /// <summary>Reads a range; null when it is none. What is wrong with it is added.</summary>
    public static IPNetwork? Range(string text, string path, ICollection<FieldError> errors)
    {
        var fault = ParseRange(text, out var range);
        if (fault is not null)
        {
            errors.Add(FieldErrors.Invalid(path, text, fault));
        }

        return range;
    }

    /// <summary>Reads a range of a field that is compared as a text.</summary>
    public static IPNetwork? CanonicalRange(string text, string path, ICollection<FieldError> errors)
    {
        var before = errors.Count;
        var range = Range(text, path, errors);
        if (errors.Count == before && range is { } known && known.ToString() is var canonical && canonical != text)
        {
            errors.Add(FieldErrors.Invalid(path, text, $"must be in canonical form (\"{canonical}\")"));
        }

        return range;
    }

    // A range may be known although it is refused: what depends on it is checked all the same.
    private static string? ParseRange(string text, out IPNetwork? range)
    {
        const string NoRange = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";
        range = null;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || !int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var length))
        {
            return NoRange;
        }

        var fault = Parse(text[..slash], out var address);
        if (address is null || length > address.GetAddressBytes().Length * 8 || fault?.StartsWith("must be", StringComparison.Ordinal) is true)
        {
            return NoRange;
        }

        var masked = Masked(address, length);
        range = new IPNetwork(masked, length);
        return address.IsIPv4MappedToIPv6 ? "must not have an IPv4-mapped IPv6 address"
            : fault is not null || (text.Length > slash + 2 && text[slash + 1] == '0') ? "must not have leading 0s in IP or prefix length"
            : !masked.Equals(address) ? "must not have bits set beyond the prefix length"
            : null;
    }

    private static IPAddress Masked(IPAddress address, int length)
    {
        var bytes = address.GetAddressBytes();
        for (var bit = length; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return new IPAddress(bytes);
    }

    // The framework also reads 1, 1.2 and 0x7f000001.
    private static bool IsDotted(string text) =>
        text.Split('.') is { Length: 4 } parts && Array.TrueForAll(parts, p => p.Length > 0 && p.All(char.IsAsciiDigit));

    private static bool HasLeadingZero(string text) => text.Split('.').Any(part => part.Length > 1 && part[0] == '0');
}
