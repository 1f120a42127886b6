using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.Kinds.Printing;

/// <summary>Looks into <c>status.conditions</c>.</summary>
internal static class Conditions
{
    /// <summary>The first condition of a type, or null.</summary>
    public static JsonObject? Find(JsonObject obj, string type) =>
        JsonNodes.GetArray(obj, "status", "conditions")?.OfType<JsonObject>()
            .FirstOrDefault(c => string.Equals(JsonNodes.GetString(c, "type"), type, StringComparison.Ordinal));

    /// <summary>Whether the first condition of a type has the status True.</summary>
    public static bool IsTrue(JsonObject obj, string type) =>
        Find(obj, type) is { } condition && JsonNodes.GetString(condition, "status") is "True";
}
