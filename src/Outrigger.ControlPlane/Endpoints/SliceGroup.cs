using System.Text.Json.Nodes;

namespace Outrigger.ControlPlane.Endpoints;

/// <summary>Endpoints that may share a slice: of one family, with the same ports.</summary>
/// <param name="AddressType"><c>IPv4</c> or <c>IPv6</c>.</param>
/// <param name="Ports">Of each of them.</param>
/// <param name="Endpoints">As in a slice.</param>
internal sealed record SliceGroup(string AddressType, PortList Ports, IReadOnlyList<JsonObject> Endpoints);
