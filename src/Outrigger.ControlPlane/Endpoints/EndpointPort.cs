using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.Endpoints;

/// <summary>A port of pods under the name that the Service gives it, which may be empty.</summary>
internal sealed record EndpointPort(string Name, long Port, string Protocol, string? AppProtocol)
{
    /// <summary>As Endpoints and EndpointSlices have it.</summary>
    public static EndpointPort Read(JsonObject port) => new(
        JsonNodes.GetString(port, "name") ?? "",
        JsonNodes.GetLong(port, "port") ?? 0,
        JsonNodes.GetString(port, "protocol") ?? "TCP",
        JsonNodes.GetString(port, "appProtocol"));

    /// <summary>For an EndpointSlice, where an empty name is written, or for Endpoints, where it is not.</summary>
    public JsonObject ToJson(bool inSlice)
    {
        var json = new JsonObject { ["port"] = Port, ["protocol"] = Protocol };
        if (inSlice || Name.Length > 0)
        {
            json["name"] = Name;
        }

        if (AppProtocol is not null)
        {
            json["appProtocol"] = AppProtocol;
        }

        return json;
    }
}
