using System.Text.Json.Nodes;

namespace Outrigger.ControlPlane.Endpoints;

/// <summary>What is to become of a slice.</summary>
/// <param name="Name">Of one that is there; null for a new one.</param>
/// <param name="AddressType">Of a new one.</param>
/// <param name="Ports">Of all its endpoints.</param>
/// <param name="Endpoints">Null when the slice is deleted.</param>
internal sealed record SliceChange(string? Name, string AddressType, PortList Ports, IReadOnlyList<JsonObject>? Endpoints);
