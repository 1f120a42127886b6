using Outrigger.ApiMachinery.Cel.Costs;
using Outrigger.ApiMachinery.Cel.Functions;
using Outrigger.ApiMachinery.Cel.Types;
using Outrigger.ApiMachinery.Cel.Values;
using static Outrigger.ApiMachinery.Cel.Functions.Declare;

namespace Outrigger.ApiMachinery.Cel.Library;

/// <summary>Kubernetes' libraries of addresses and networks: ip, cidr and what they tell.</summary>
internal static class NetFunctions
{
    private static readonly CelType Text = CelType.String;
    private static readonly CelType Ip = CelType.Opaque("net.IP");
    private static readonly CelType Cidr = CelType.Opaque("net.CIDR");

    public static CelLibrary Library { get; } = new("kubernetes.net")
    {
        Types = [Ip, Cidr],
        Functions =
        [
            Function("isIP", Reading("is_ip", CelType.Bool, text => CelValue.FromBool(NetAddress.Parse(text, out _) is null))),
            Function("ip", Reading("string_to_ip", Ip, ToIp), Member("cidr_ip", Ip, [Cidr], (args, _) => Of(Prefix(args[0]).Address))),
            Function("ip.isCanonical", Reading("ip_is_canonical", CelType.Bool, IsCanonical, times: 2)),
            Function("isCIDR", Reading("is_cidr", CelType.Bool, text => CelValue.FromBool(NetPrefix.Parse(text, out _) is null))),
            Function("cidr", Reading("string_to_cidr", Cidr, ToCidr)),
            Function("family", Asking("ip_family", CelType.Int, a => CelValue.FromInt(a.IsIpv4 ? 4 : 6))),
            Function("isUnspecified", Asking("ip_is_unspecified", CelType.Bool, a => CelValue.FromBool(a.IsUnspecified))),
            Function("isLoopback", Asking("ip_is_loopback", CelType.Bool, a => CelValue.FromBool(a.IsLoopback))),
            Function("isLinkLocalMulticast", Asking("ip_is_link_local_multicast", CelType.Bool, a => CelValue.FromBool(a.IsLinkLocalMulticast))),
            Function("isLinkLocalUnicast", Asking("ip_is_link_local_unicast", CelType.Bool, a => CelValue.FromBool(a.IsLinkLocalUnicast))),
            Function("isGlobalUnicast", Asking("ip_is_global_unicast", CelType.Bool, a => CelValue.FromBool(a.IsGlobalUnicast))),
            Function(
                "containsIP",
                Containing("cidr_contains_ip_string", Text, (cidr, text) => With(ToIp(text.AsString), ip => cidr.Contains(Address(ip)))),
                Containing("cidr_contains_ip_ip", Ip, (cidr, ip) => CelValue.FromBool(cidr.Contains(Address(ip))))),
            Function(
                "containsCIDR",
                Containing("cidr_contains_cidr_string", Text, (cidr, text) => With(ToCidr(text.AsString), other => cidr.Contains(Prefix(other)))),
                Containing("cidr_contains_cidr", Cidr, (cidr, other) => CelValue.FromBool(cidr.Contains(Prefix(other))))),
            Function("prefixLength", Member("cidr_prefix_length", CelType.Int, [Cidr], (args, _) => CelValue.FromInt(Prefix(args[0]).Bits))),
            Function("masked", Member("cidr_masked", Cidr, [Cidr], (args, _) => Of(Prefix(args[0]).Masked))),
            Function(
                "string",
                Global("ip_to_string", Text, [Ip], (args, _) => CelValue.FromString(Address(args[0]).ToString())),
                Global("cidr_to_string", Text, [Cidr], (args, _) => CelValue.FromString(Prefix(args[0]).ToString()))),
        ],
    };

    private static Overload Reading(string id, CelType result, Func<string, CelValue> read, double times = 1) =>
        Global(id, result, [Text], (args, _) => read(args[0].AsString)).Costs(args => CostFactors.Traversal(args[0], times));

    private static Overload Asking(string id, CelType result, Func<NetAddress, CelValue> ask) =>
        Member(id, result, [Ip], (args, _) => ask(Address(args[0])));

    private static Overload Containing(string id, CelType other, Func<NetPrefix, CelValue, CelValue> contains)
    {
        var isCidr = id.StartsWith("cidr_contains_cidr", StringComparison.Ordinal);
        return Member(id, CelType.Bool, [Cidr, other], (args, _) => contains(Prefix(args[0]), args[1])).Costs(args =>
            CostFactors.Traversal(args[0], 2)
            + (isCidr ? CostFactors.Traversal(args[0]) + 1 : 0)
            + (other == Text ? CostFactors.Traversal(args[1]) : 0));
    }

    private static CelValue With(CelValue read, Func<CelValue, bool> holds) => read.IsError ? read : CelValue.FromBool(holds(read));

    private static CelValue ToIp(string text) => NetAddress.Parse(text, out var address) is { } fault ? CelValue.FromError(fault) : Of(address);

    private static CelValue ToCidr(string text) => NetPrefix.Parse(text, out var prefix) is { } fault
        ? CelValue.FromError($"network address parse error during conversion from string: {fault}")
        : Of(prefix);

    private static CelValue IsCanonical(string text) =>
        NetAddress.Parse(text, out var address) is { } fault ? CelValue.FromError(fault) : CelValue.FromBool(address.ToString() == text);

    private static NetAddress Address(CelValue value) => LibraryValue<NetAddress>.Of(value);

    private static NetPrefix Prefix(CelValue value) => LibraryValue<NetPrefix>.Of(value);

    private static CelValue Of(NetAddress address) => CelValue.FromObject(new LibraryValue<NetAddress>(Ip, address, address.Length / 8));

    private static CelValue Of(NetPrefix prefix) => CelValue.FromObject(new LibraryValue<NetPrefix>(Cidr, prefix, (prefix.Bits + 7) / 8));
}
