using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.CustomResources.Schemas;

/// <summary>The logic of a CRD's schema: allOf, anyOf, oneOf and not.</summary>
internal static class JunctorReader
{
    /// <summary>Whether an anyOf is just the long form of x-kubernetes-int-or-string: an integer or a string.</summary>
    public static bool NamesIntOrString(IReadOnlyList<JsonObject> anyOf) =>
        anyOf.Count == 2 && IsType(anyOf[0], "integer") && IsType(anyOf[1], "string");

    private static bool IsType(JsonObject schema, string type) => schema.Count == 1 && JsonNodes.GetString(schema, "type") == type;
}
