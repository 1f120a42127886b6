using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.Kinds.Printing;

/// <summary>The name of a class, with a mark when an annotation makes it the default.</summary>
internal static class DefaultMark
{
    public static string Name(JsonObject obj, params ReadOnlySpan<string> annotations)
    {
        var name = JsonNodes.GetString(obj, "metadata", "name") ?? "";
        foreach (var annotation in annotations)
        {
            if (JsonNodes.GetString(obj, "metadata", "annotations", annotation) is "true")
            {
                return $"{name} (default)";
            }
        }

        return name;
    }
}
