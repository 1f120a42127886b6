using System.Globalization;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Cel.Library;

/// <summary>Reads IP addresses strictly; messages are those of Go's netip.</summary>
internal static class NetAddressParser
{
    private const int Groups = 8;

    /// <summary>Reads an address.</summary>
    /// <param name="whole">What messages name.</param>
    /// <param name="text">The same without its zone.</param>
    /// <param name="zone">Where the zone begins; negative for none.</param>
    /// <param name="address">The address.</param>
    /// <returns>What is wrong with it; null when nothing is.</returns>
    public static string? Parse(string whole, string text, int zone, out NetAddress address)
    {
        address = default;
        var sign = whole.AsSpan().IndexOfAny('.', ':', '%');
        return sign < 0 ? Fault(whole, "unable to parse IP")
            : whole[sign] == '%' ? Fault(whole, "missing IPv6 address")
            : whole[sign] == '.' ? ReadIpv4(whole, whole, out address)
            : zone >= 0 && zone == whole.Length - 1 ? Fault(whole, "zone must be a non-empty string")
            : ReadIpv6(whole, text, out address);
    }

    private static string? ReadIpv4(string whole, string text, out NetAddress address)
    {
        var fault = Ipv4(whole, text, out var bits);
        address = new NetAddress(true, bits);
        return fault;
    }

    private static string? Ipv4(string whole, string text, out uint bits)
    {
        bits = 0;
        var (fields, value, digits) = (0, 0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            var sign = text[i];
            if (char.IsAsciiDigit(sign))
            {
                if (digits == 1 && value == 0)
                {
                    return Fault(whole, "IPv4 field has octet with leading zero");
                }

                value = (value * 10) + sign - '0';
                digits++;
                if (value > byte.MaxValue)
                {
                    return Fault(whole, "IPv4 field has value >255");
                }
            }
            else if (sign != '.')
            {
                return Fault(whole, "unexpected character", text[i..]);
            }
            else if (digits == 0 || i == text.Length - 1)
            {
                return Fault(whole, "IPv4 field must have at least one digit", text[i..]);
            }
            else if (++fields == 4)
            {
                return Fault(whole, "IPv4 address too long");
            }
            else
            {
                bits = (bits << 8) | (uint)value;
                (value, digits) = (0, 0);
            }
        }

        bits = (bits << 8) | (uint)value;
        return fields < 3 ? Fault(whole, "IPv4 address too short") : null;
    }

    private static string? ReadIpv6(string whole, string text, out NetAddress address)
    {
        address = default;
        var groups = new List<ushort>(Groups);
        var gap = text.StartsWith("::", StringComparison.Ordinal) ? 0 : -1;
        var rest = gap == 0 ? text[2..] : text;
        while (rest.Length > 0 && groups.Count < Groups)
        {
            if (Group(whole, ref rest, groups, gap) is { } wrong)
            {
                return wrong;
            }

            if (Separator(whole, ref rest, groups.Count, ref gap) is { } misplaced)
            {
                return misplaced;
            }
        }

        var fault = rest.Length > 0 ? Fault(whole, "trailing garbage after address", rest)
            : groups.Count < Groups && gap < 0 ? Fault(whole, "address string too short")
            : groups.Count == Groups && gap >= 0 ? Fault(whole, "the :: must expand to at least one field of zeros")
            : null;
        if (fault is null)
        {
            groups.InsertRange(Math.Max(gap, 0), Enumerable.Repeat((ushort)0, Groups - groups.Count));
            address = new NetAddress(false, groups.Aggregate(UInt128.Zero, (bits, group) => (bits << 16) | group));
        }

        return fault;
    }

    // One group, or an IPv4 address, which is two.
    private static string? Group(string whole, ref string rest, List<ushort> groups, int gap)
    {
        var digits = rest.AsSpan().IndexOfAnyExcept("0123456789abcdefABCDEF");
        digits = digits < 0 ? rest.Length : digits;
        if (digits > 4)
        {
            return Fault(whole, "each group must have 4 or less digits", rest);
        }

        if (digits == 0)
        {
            return Fault(whole, "each colon-separated field must have at least one digit", rest);
        }

        if (digits == rest.Length || rest[digits] != '.')
        {
            groups.Add(ushort.Parse(rest.AsSpan(0, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
            rest = rest[digits..];
            return null;
        }

        if (gap < 0 && groups.Count != Groups - 2)
        {
            return Fault(whole, "embedded IPv4 address must replace the final 2 fields of the address", rest);
        }

        if (groups.Count > Groups - 2)
        {
            return Fault(whole, "too many hex fields to fit an embedded IPv4 at the end of the address", rest);
        }

        var fault = Ipv4(whole, rest, out var bits);
        groups.Add((ushort)(bits >> 16));
        groups.Add((ushort)bits);
        rest = "";
        return fault;
    }

    private static string? Separator(string whole, ref string rest, int count, ref int gap)
    {
        if (rest.Length == 0)
        {
            return null;
        }

        if (rest[0] != ':')
        {
            return Fault(whole, "unexpected character, want colon", rest);
        }

        if (rest.Length == 1)
        {
            return Fault(whole, "colon must be followed by more characters", rest);
        }

        rest = rest[1..];
        if (rest[0] != ':')
        {
            return null;
        }

        if (gap >= 0)
        {
            return Fault(whole, "multiple :: in address", rest);
        }

        gap = count;
        rest = rest[1..];
        return null;
    }

    private static string Fault(string whole, string why, string? at = null) =>
        $"ParseAddr({GoText.Quote(whole)}): {why}{(at is null ? "" : $" (at {GoText.Quote(at)})")}";
}
