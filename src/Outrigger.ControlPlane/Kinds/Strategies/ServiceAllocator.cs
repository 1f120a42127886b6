using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using Outrigger.ApiMachinery.Json;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>
/// Gives services their cluster IPs and node ports. What is taken stands in the services themselves; what was given out a moment ago
/// and may not be stored yet is remembered for a minute.
/// </summary>
internal sealed class ServiceAllocator(TimeProvider time)
{
    /// <summary>The addresses of services.</summary>
    public const string Range = "10.96.0.0/12";

    /// <summary>The address of the service default/kubernetes: the first of the range.</summary>
    public const string ApiServerAddress = "10.96.0.1";

    /// <summary>The first and last node port.</summary>
    public const int FirstPort = 30000;
    public const int LastPort = 32767;

    // Below it addresses are for services that name theirs (KEP-3070).
    private const uint StaticBand = 256;
    private const int Attempts = 10_000;
    private static readonly TimeSpan Reservation = TimeSpan.FromMinutes(1);
    private readonly IPNetwork network = IPNetwork.Parse(Range);
    private readonly Lock gate = new();
    private readonly Dictionary<string, DateTimeOffset> reserved = new(StringComparer.Ordinal);

    /// <summary>The services that are stored now.</summary>
    public Func<IEnumerable<StoredObject>> Services { private get; set; } = () => [];

    /// <summary>A free address.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public string TakeAddress()
    {
        var used = UsedAddresses();
        var first = BinaryPrimitives.ReadUInt32BigEndian(network.BaseAddress.GetAddressBytes());
        var size = 1u << (32 - network.PrefixLength);
        for (var i = 0; i < Attempts; i++)
        {
            var bytes = new byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(bytes, first + StaticBand + (uint)Random.Shared.Next((int)(size - StaticBand - 1)));
            var address = new IPAddress(bytes).ToString();
            if (!used.Contains(address) && Reserve(address))
            {
                return address;
            }
        }

        throw new InvalidOperationException("range is full");
    }

    /// <summary>Takes the address that a service names; the answer says what is wrong with it, null for nothing.</summary>
    public string? TakeAddress(string wanted)
    {
        if (!IPAddress.TryParse(wanted, out var address) || !network.Contains(address))
        {
            return $"failed to allocate IP {wanted}: the provided IP ({wanted}) is not in the valid range. "
                + $"The range of valid IPs is {Range}";
        }

        return UsedAddresses().Contains(wanted) || !Reserve(wanted)
            ? $"failed to allocate IP {wanted}: provided IP is already allocated"
            : null;
    }

    /// <summary>A free node port.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public long TakePort()
    {
        var used = UsedPorts();
        for (var i = 0; i < Attempts; i++)
        {
            var port = Random.Shared.Next(FirstPort, LastPort + 1);
            if (!used.Contains(port) && Reserve(Key(port)))
            {
                return port;
            }
        }

        throw new InvalidOperationException("range is full");
    }

    /// <summary>Takes the node port that a service names; the answer says what is wrong with it, null for nothing.</summary>
    public string? TakePort(long wanted)
    {
        if (wanted is < FirstPort or > LastPort)
        {
            return $"provided port is not in the valid range. The range of valid ports is {FirstPort}-{LastPort}";
        }

        return UsedPorts().Contains(wanted) || !Reserve(Key(wanted)) ? "provided port is already allocated" : null;
    }

    private static string Key(long port) => port.ToString(CultureInfo.InvariantCulture);

    private HashSet<string> UsedAddresses() =>
        Services().Select(s => s.Fields.TryGetValue("spec.clusterIP", out var ip) ? ip : "").ToHashSet(StringComparer.Ordinal);

    private HashSet<long> UsedPorts()
    {
        var used = new HashSet<long>();
        foreach (var service in Services().Where(s => s.Fields.TryGetValue("spec.type", out var t) && t is "NodePort" or "LoadBalancer"))
        {
            foreach (var port in JsonNodes.GetArray(service.ToTree(), "spec", "ports") ?? [])
            {
                used.Add(JsonNodes.GetLong(port as System.Text.Json.Nodes.JsonObject, "nodePort") ?? 0);
            }
        }

        return used;
    }

    private bool Reserve(string what)
    {
        var now = time.GetUtcNow();
        lock (gate)
        {
            foreach (var (old, until) in reserved)
            {
                if (until <= now)
                {
                    reserved.Remove(old);
                }
            }

            return reserved.TryAdd(what, now + Reservation);
        }
    }
}
