using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.PodSecurity;

/// <summary>A container of any sort.</summary>
/// <param name="Json">The container.</param>
internal readonly record struct SecurityContainer(JsonObject Json)
{
    /// <summary>Its name.</summary>
    public string Name => JsonNodes.GetString(Json, "name") ?? "";

    /// <summary>Its securityContext; null for none.</summary>
    public JsonObject? Context => JsonNodes.GetObject(Json, SecurityPod.ContextField);
}
