using System.Globalization;

namespace Outrigger.ApiMachinery.Schemas.Strings;

/// <summary>Addresses as Go's net package reads them: no numbers in other bases, no leading zeros, no zones, no brackets.</summary>
internal static class Addresses
{
    /// <summary>As net.ParseIP.</summary>
    public static bool IsIp(ReadOnlySpan<char> text) => text.Contains(':') ? IsIpv6(text) : IsIpv4(text);

    /// <summary>As net.ParseCIDR.</summary>
    public static bool IsCidr(ReadOnlySpan<char> text)
    {
        var slash = text.IndexOf('/');
        return slash >= 0
            && IsIp(text[..slash])
            && int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var bits)
            && bits <= (text[..slash].Contains(':') ? 128 : 32);
    }

    /// <summary>As net.ParseMAC: 6, 8 or 20 bytes, in twos with colons or hyphens or in fours with dots.</summary>
    public static bool IsMac(ReadOnlySpan<char> text)
    {
        if (text.Length < 14)
        {
            return false;
        }

        var digits = text[4] == '.' ? 4 : 2;
        var sign = text[digits];
        if (sign is not (':' or '-' or '.') || (sign == '.') != (digits == 4) || (text.Length + 1) % (digits + 1) != 0)
        {
            return false;
        }

        for (var i = 0; i < text.Length; i++)
        {
            var fits = i % (digits + 1) == digits ? text[i] == sign : char.IsAsciiHexDigit(text[i]);
            if (!fits)
            {
                return false;
            }
        }

        return (text.Length + 1) / (digits + 1) * digits / 2 is 6 or 8 or 20;
    }

    private static bool IsIpv4(ReadOnlySpan<char> text)
    {
        var fields = 0;
        foreach (var part in text.Split('.'))
        {
            var field = text[part];
            var fits = field.Length is > 0 and <= 3 && (field.Length == 1 || field[0] != '0') && byte.TryParse(
                field, NumberStyles.None, CultureInfo.InvariantCulture, out _);
            if (!fits || ++fields > 4)
            {
                return false;
            }
        }

        return fields == 4;
    }

    // Two colons stand for at least one group.
    private static bool IsIpv6(ReadOnlySpan<char> text)
    {
        var groups = 0;
        var shortened = text.StartsWith("::");
        text = shortened ? text[2..] : text;
        while (!text.IsEmpty && groups < 8)
        {
            var end = text.IndexOf(':');
            var part = end < 0 ? text : text[..end];
            if (end < 0 && part.Contains('.'))
            {
                groups += 2;
                return IsIpv4(part) && (shortened ? groups < 8 : groups == 8);
            }

            if (part.Length is 0 or > 4 || part.ContainsAnyExcept("0123456789abcdefABCDEF"))
            {
                return false;
            }

            groups++;
            text = end < 0 ? default : text[(end + 1)..];
            if (end >= 0 && text.IsEmpty)
            {
                return false;
            }

            if (!text.IsEmpty && text[0] == ':')
            {
                if (shortened)
                {
                    return false;
                }

                shortened = true;
                text = text[1..];
            }
        }

        return text.IsEmpty && (shortened ? groups < 8 : groups == 8);
    }
}
