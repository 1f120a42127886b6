using System.Net;
using System.Net.Sockets;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>
/// Where traffic may be sent: not to this machine, its links or nowhere, and only to addresses that every parser reads alike
/// (leading zeros and IPv4 within IPv6 are how filters are passed by).
/// </summary>
internal static class EndpointAddressRules
{
    private static readonly IPNetwork LinkLocal = IPNetwork.Parse("169.254.0.0/16");
    private static readonly IPNetwork LocalMulticast = IPNetwork.Parse("224.0.0.0/24");
    private static readonly IPNetwork LocalMulticast6 = IPNetwork.Parse("ff02::/16");

    /// <summary>Checks one address; <paramref name="family"/> null for either. Loopback is fine when allowed for its service.</summary>
    public static void Check(string text, AddressFamily? family, bool loopbackAllowed, string path, ICollection<FieldError> errors)
    {
        if (AddressRules.Parse(text, out var address) is { } wrong)
        {
            errors.Add(FieldErrors.Invalid(path, text, wrong));
            return;
        }

        if (family is { } wanted && address.AddressFamily != wanted)
        {
            var name = wanted == AddressFamily.InterNetwork ? "IPv4" : "IPv6";
            errors.Add(FieldErrors.Invalid(path, text, $"must be an {name} address"));
        }

        if (FaultOf(address, text, loopbackAllowed) is { } fault)
        {
            errors.Add(FieldErrors.Invalid(path, text, fault));
        }
    }

    private static string? FaultOf(IPAddress address, string text, bool loopbackAllowed)
    {
        if (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
        {
            return $"may not be unspecified ({text})";
        }

        if (IPAddress.IsLoopback(address))
        {
            return loopbackAllowed ? null : "may not be in the loopback range (127.0.0.0/8, ::1/128)";
        }

        return address.IsIPv6LinkLocal || LinkLocal.Contains(address)
            ? "may not be in the link-local range (169.254.0.0/16, fe80::/10)"
            : LocalMulticast.Contains(address) || LocalMulticast6.Contains(address)
            ? "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)"
            : null;
    }
}
