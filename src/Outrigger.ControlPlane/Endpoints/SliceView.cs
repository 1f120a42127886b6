using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Endpoints;

/// <summary>An EndpointSlice that is there.</summary>
/// <param name="Name">Of the slice.</param>
/// <param name="AddressType"><c>IPv4</c>, <c>IPv6</c> or <c>FQDN</c>.</param>
/// <param name="Ports">Of all its endpoints.</param>
/// <param name="Endpoints">As they are written.</param>
/// <param name="Labels">Of the slice.</param>
internal sealed record SliceView(
    string Name, string AddressType, PortList Ports, IReadOnlyList<JsonObject> Endpoints, IReadOnlyDictionary<string, string> Labels)
{
    public static SliceView Read(StoredObject stored)
    {
        var tree = stored.ToTree();
        return new SliceView(
            stored.Name,
            JsonNodes.GetString(tree, "addressType") ?? "",
            PortList.Read(JsonNodes.GetArray(tree, "ports")),
            [.. JsonNodes.Objects(tree, "endpoints")],
            stored.Labels);
    }
}
