using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>What node port another protocol of a port has. Two of a port suffice to know: the first, and the first of another protocol.</summary>
internal sealed class SharedNodePorts
{
    private readonly Dictionary<long, List<(string? Protocol, long Number)>> numbers = [];

    public void Note(JsonObject port, long number)
    {
        var key = PortOf(port);
        if (!numbers.TryGetValue(key, out var known))
        {
            numbers[key] = known = [];
        }

        var protocol = JsonNodes.GetString(port, "protocol");
        if (known.Count == 0 || (known.Count == 1 && known[0].Protocol != protocol))
        {
            known.Add((protocol, number));
        }
    }

    /// <summary>Null when no other protocol of the port has a number.</summary>
    public long? Find(JsonObject port)
    {
        var protocol = JsonNodes.GetString(port, "protocol");
        foreach (var (other, number) in numbers.GetValueOrDefault(PortOf(port)) ?? [])
        {
            if (other != protocol)
            {
                return number;
            }
        }

        return null;
    }

    private static long PortOf(JsonObject port) => JsonNodes.AsLong(port["port"]) ?? 0;
}
