using System.Globalization;
using System.Text;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Cel.Library;

/// <summary>An IP address, read and written as Go's netip has it: no leading zeros, no zones, no IPv4 within IPv6.</summary>
/// <param name="IsIpv4">Whether it has 32 bits; else 128.</param>
/// <param name="Bits">The number it is.</param>
internal readonly record struct NetAddress(bool IsIpv4, UInt128 Bits)
{
    /// <summary>32 or 128.</summary>
    public int Length => IsIpv4 ? 32 : 128;

    public bool IsUnspecified => Bits == 0;

    public bool IsLoopback => IsIpv4 ? Byte(0) == 127 : Bits == 1;

    public bool IsMulticast => IsIpv4 ? (Byte(0) & 0xf0) == 0xe0 : Byte(0) == 0xff;

    public bool IsLinkLocalMulticast => IsIpv4 ? Bits >> 8 == 0xe00000 : Byte(0) == 0xff && (Byte(1) & 0x0f) == 2;

    public bool IsLinkLocalUnicast => IsIpv4 ? Bits >> 16 == 0xa9fe : Byte(0) == 0xfe && (Byte(1) & 0xc0) == 0x80;

    public bool IsGlobalUnicast =>
        !IsUnspecified && !IsLoopback && !IsMulticast && !IsLinkLocalUnicast && !(IsIpv4 && Bits == uint.MaxValue);

    /// <summary>Reads an address; what is wrong with it, in Go's words, or null.</summary>
    public static string? Parse(string text, out NetAddress address)
    {
        var zone = text.IndexOf('%', StringComparison.Ordinal);
        var fault = NetAddressParser.Parse(text, zone < 0 ? text : text[..zone], zone, out address);
        return fault is not null ? $"IP Address {GoText.Quote(text)} parse error during conversion from string: {fault}"
            : zone >= 0 ? $"IP address {GoText.Quote(text)} with zone value is not allowed"
            : !address.IsIpv4 && address.Bits >> 32 == 0xffff ? $"IPv4-mapped IPv6 address {GoText.Quote(text)} is not allowed"
            : null;
    }

    /// <summary>The canonical form (RFC 5952).</summary>
    public override string ToString()
    {
        if (IsIpv4)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{Byte(0)}.{Byte(1)}.{Byte(2)}.{Byte(3)}");
        }

        var (start, length) = LongestZeros();
        var text = new StringBuilder();
        for (var i = 0; i < 8; i++)
        {
            if (length > 1 && i == start)
            {
                text.Append("::");
                i += length - 1;
                continue;
            }

            text.Append(text.Length > 0 && text[^1] != ':' ? ":" : "").Append(Group(i).ToString("x", CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }

    private (int Start, int Length) LongestZeros()
    {
        var best = (Start: -1, Length: 0);
        for (var i = 0; i < 8; i++)
        {
            var end = i;
            while (end < 8 && Group(end) == 0)
            {
                end++;
            }

            if (end - i > best.Length)
            {
                best = (i, end - i);
            }

            i = Math.Max(i, end - 1);
        }

        return best;
    }

    private int Group(int index) => (int)(ushort)(Bits >> ((7 - index) * 16));

    private byte Byte(int index) => (byte)(Bits >> (Length - ((index + 1) * 8)));
}
