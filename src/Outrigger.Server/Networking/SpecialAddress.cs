using System.Net;
using System.Net.Sockets;

namespace Outrigger.Server.Networking;

/// <summary>Addresses that no endpoint of a Service may have: they mean this machine, not a workload (CVE-2021-25737).</summary>
public static class SpecialAddress
{
    private static readonly IPNetwork ThisNetwork = IPNetwork.Parse("0.0.0.0/8");
    private static readonly IPNetwork LinkLocal = IPNetwork.Parse("169.254.0.0/16");
    private static readonly IPNetwork LinkLocalMulticast = IPNetwork.Parse("224.0.0.0/24");

    /// <summary>What is special about the address; an IPv4 address in IPv6 clothes (::ffff:127.0.0.1) counts as the IPv4 address.</summary>
    public static SpecialAddressKind Classify(IPAddress address)
    {
        var real = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (IPAddress.IsLoopback(real))
        {
            return SpecialAddressKind.Loopback;
        }

        if (real.AddressFamily == AddressFamily.InterNetwork)
        {
            return ThisNetwork.Contains(real) ? SpecialAddressKind.Unspecified
                : LinkLocal.Contains(real) ? SpecialAddressKind.LinkLocal
                : LinkLocalMulticast.Contains(real) ? SpecialAddressKind.LinkLocalMulticast
                : real.GetAddressBytes()[0] >= 224 ? SpecialAddressKind.Multicast
                : SpecialAddressKind.None;
        }

        return real.Equals(IPAddress.IPv6Any) ? SpecialAddressKind.Unspecified
            : real.IsIPv6LinkLocal ? SpecialAddressKind.LinkLocal
            : real.IsIPv6Multicast ? ClassifyMulticast(real)
            : SpecialAddressKind.None;
    }

    // the scope is the low half of the second byte: 1 this interface, 2 this link
    private static SpecialAddressKind ClassifyMulticast(IPAddress address) =>
        (address.GetAddressBytes()[1] & 0x0f) <= 2 ? SpecialAddressKind.LinkLocalMulticast : SpecialAddressKind.Multicast;
}
