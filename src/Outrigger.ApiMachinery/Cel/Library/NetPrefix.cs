using System.Globalization;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Cel.Library;

/// <summary>An address and how many of its bits name a network.</summary>
internal readonly record struct NetPrefix(NetAddress Address, int Bits)
{
    /// <summary>The address of the network itself.</summary>
    public NetPrefix Masked => new(Address with { Bits = Bits == 0 ? 0 : Address.Bits >> Rest << Rest }, Bits);

    private int Rest => Address.Length - Bits;

    /// <summary>Reads a network; what is wrong with it, in Go's words, or null.</summary>
    public static string? Parse(string text, out NetPrefix prefix)
    {
        prefix = default;
        var slash = text.LastIndexOf('/');
        if (slash < 0)
        {
            return Fault(text, "no '/'");
        }

        var (ip, bits) = (text[..slash], text[(slash + 1)..]);
        var zone = ip.IndexOf('%', StringComparison.Ordinal);
        if (NetAddressParser.Parse(ip, zone < 0 ? ip : ip[..zone], zone, out var address) is { } fault)
        {
            return Fault(text, fault);
        }

        if (zone >= 0)
        {
            return Fault(text, "IPv6 zones cannot be present in a prefix");
        }

        var isNumber = int.TryParse(bits, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && (bits.Length == 1 || bits[0] != '0');
        prefix = new NetPrefix(address, count);
        return !isNumber ? Fault(text, $"bad bits after slash: {GoText.Quote(bits)}")
            : count > address.Length ? Fault(text, "prefix length out of range")
            : !address.IsIpv4 && address.Bits >> 32 == 0xffff ? $"IPv4-mapped IPv6 address {GoText.Quote(text)} is not allowed"
            : null;
    }

    public bool Contains(NetAddress other) =>
        other.IsIpv4 == Address.IsIpv4 && (Bits == 0 || other.Bits >> Rest == Address.Bits >> Rest);

    /// <summary>Whether all of the other network is in this one.</summary>
    public bool Contains(NetPrefix other) => Bits <= other.Bits && Contains(other.Address);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Address}/{Bits}");

    private static string Fault(string text, string why) =>
        $"network address parse error during conversion from string: netip.ParsePrefix({GoText.Quote(text)}): {why}";
}
