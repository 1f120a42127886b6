using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.PodSecurity;

/// <summary>Whether the update of a pod is one that the checks look at: of what they look at, only images and containers may change.</summary>
internal static class PodUpdate
{
    private const string Ephemeral = "ephemeralContainers";

    /// <summary>Whether containers came or went, or have other images.</summary>
    public static bool IsSignificant(JsonObject pod, JsonObject old)
    {
        if (!Images(pod, "containers").SequenceEqual(Images(old, "containers"), StringComparer.Ordinal)
            || !Images(pod, "initContainers").SequenceEqual(Images(old, "initContainers"), StringComparer.Ordinal))
        {
            return true;
        }

        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var container in Items(old, Ephemeral))
        {
            known.TryAdd(Text(container, "name"), Text(container, "image"));
        }

        return Items(pod, Ephemeral).Any(c => !known.TryGetValue(Text(c, "name"), out var image) || image != Text(c, "image"));
    }

    private static IEnumerable<string> Images(JsonObject pod, string list) => Items(pod, list).Select(c => Text(c, "image"));

    private static IEnumerable<JsonObject> Items(JsonObject pod, string list) => JsonNodes.Objects(pod, "spec", list);

    private static string Text(JsonObject container, string field) => JsonNodes.GetString(container, field) ?? "";
}
