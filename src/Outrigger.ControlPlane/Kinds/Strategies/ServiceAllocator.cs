using System.Buffers.Binary;
using System.Net;
using Outrigger.ApiMachinery.Errors;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>
/// Finds services their cluster IPs and node ports: any that nobody has as far as this server knows. Who really gets it is decided when
/// the service is written, with its claims.
/// </summary>
internal sealed class ServiceAllocator(ServiceClaims claims)
{
    /// <summary>The addresses of services.</summary>
    public const string Range = "10.96.0.0/12";

    /// <summary>The address of the service default/kubernetes: the first of the range.</summary>
    public const string ApiServerAddress = "10.96.0.1";

    /// <summary>The first and last node port.</summary>
    public const int FirstPort = 30000;
    public const int LastPort = 32767;

    /// <summary>What is said of a port that somebody has.</summary>
    public const string PortTaken = "provided port is already allocated";

    // The lower band is for services that name theirs, and used only when the upper one is full (KEP-3070, KEP-3668).
    private const int StaticAddresses = 256;
    private const int StaticPorts = 86;
    private readonly IPNetwork network = IPNetwork.Parse(Range);

    private uint FirstAddress => BinaryPrimitives.ReadUInt32BigEndian(network.BaseAddress.GetAddressBytes()) + 1;

    // without the network's own address and that of its broadcast
    private int Addresses => (1 << (32 - network.PrefixLength)) - 2;

    /// <summary>A free address.</summary>
    public string FindAddress() =>
        Pick(Addresses, StaticAddresses, i => claims.IsTaken(Address(i))) is { } free
            ? Address(free)
            : throw ApiErrors.Internal("failed to allocate a serviceIP: range is full");

    /// <summary>What is wrong with the address that a service names; null for nothing.</summary>
    public string? Refusal(string wanted) => AddressRules.Parse(wanted, out var address) is not null || !IsOfRange(address)
        ? $"failed to allocate IP {wanted}: the provided IP ({wanted}) is not in the valid range. The range of valid IPs is {Range}"
        : claims.IsTaken(wanted) ? $"failed to allocate IP {wanted}: provided IP is already allocated" : null;

    /// <summary>A free node port.</summary>
    /// <param name="others">What the same service gets beside it.</param>
    public long FindPort(IReadOnlySet<long> others) =>
        Pick(LastPort - FirstPort + 1, StaticPorts, i => claims.IsTaken(FirstPort + i) || others.Contains(FirstPort + i)) is { } free
            ? FirstPort + free
            : throw ApiErrors.Internal("failed to allocate a nodePort: range is full");

    /// <summary>What is wrong with the node port that a service names; null for nothing.</summary>
    public string? Refusal(long wanted) => wanted is < FirstPort or > LastPort
        ? $"provided port is not in the valid range. The range of valid ports is {FirstPort}-{LastPort}"
        : claims.IsTaken(wanted) ? PortTaken : null;

    // from anywhere in the upper band to all of it, then in the lower one
    private static int? Pick(int count, int reserved, Func<int, bool> isTaken) =>
        PickFrom(reserved, count, isTaken) ?? PickFrom(0, reserved, isTaken);

    private static int? PickFrom(int from, int to, Func<int, bool> isTaken)
    {
        var start = Random.Shared.Next(from, to);
        for (var i = 0; i < to - from; i++)
        {
            var at = from + ((start - from + i) % (to - from));
            if (!isTaken(at))
            {
                return at;
            }
        }

        return null;
    }

    private bool IsOfRange(IPAddress address) =>
        address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork
        && BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes()) is var number
        && number >= FirstAddress && number < FirstAddress + Addresses;

    private string Address(int index)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, FirstAddress + (uint)index);
        return new IPAddress(bytes).ToString();
    }
}
