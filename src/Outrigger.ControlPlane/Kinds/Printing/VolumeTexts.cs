using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.Kinds.Printing;

/// <summary>What volumes and claims show alike.</summary>
internal static class VolumeTexts
{
    private static readonly (string Mode, string Short)[] Modes =
    [
        ("ReadWriteOnce", "RWO"), ("ReadOnlyMany", "ROX"), ("ReadWriteMany", "RWX"), ("ReadWriteOncePod", "RWOP"),
    ];

    public static string AccessModes(JsonNode? modes)
    {
        var all = JsonNodes.StringList(modes);
        return string.Join(',', Modes.Where(m => all.Contains(m.Mode, StringComparer.Ordinal)).Select(m => m.Short));
    }

    public static string Phase(JsonObject obj) => JsonNodes.GetString(obj, "metadata", "deletionTimestamp") is not null
        ? "Terminating"
        : JsonNodes.GetString(obj, "status", "phase") ?? "";

    public static string StorageClass(JsonObject obj) =>
        JsonNodes.GetString(obj, "metadata", "annotations", "volume.beta.kubernetes.io/storage-class")
        ?? JsonNodes.GetString(obj, "spec", "storageClassName") ?? "";
}
