using System.Text.Json.Nodes;

namespace Outrigger.ControlPlane.Endpoints;

/// <summary>The ports of a group of pods; equal to another list of the same ports.</summary>
internal sealed class PortList(IEnumerable<EndpointPort> ports) : IEquatable<PortList>
{
    private readonly EndpointPort[] ports =
        [.. ports.OrderBy(p => p.Name, StringComparer.Ordinal).ThenBy(p => p.Port).ThenBy(p => p.Protocol, StringComparer.Ordinal)];

    public static PortList Empty { get; } = new([]);

    public static PortList Read(JsonArray? ports) => new((ports ?? []).OfType<JsonObject>().Select(EndpointPort.Read));

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => ports.Length == 0;

    public JsonArray ToJson(bool inSlice) => [.. ports.Select(p => (JsonNode)p.ToJson(inSlice))];

    /// <inheritdoc/>
    public bool Equals(PortList? other) => other is not null && ports.SequenceEqual(other.ports);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PortList);

    /// <inheritdoc/>
    public override int GetHashCode() => ports.Aggregate(0, HashCode.Combine);
}
