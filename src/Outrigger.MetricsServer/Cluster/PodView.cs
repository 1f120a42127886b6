using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.MetricsServer.Cluster;

/// <summary>What is kept of a running Pod.</summary>
/// <param name="Namespace">metadata.namespace.</param>
/// <param name="Name">metadata.name.</param>
/// <param name="Labels">Ordered by key.</param>
internal sealed record PodView(string Namespace, string Name, KeyValuePair<string, string>[] Labels)
{
    /// <summary>Reads what <see cref="Reduce"/> left.</summary>
    public static PodView Read(JsonObject pod, LabelSet labels) => new(
        labels.Kept(JsonNodes.GetString(pod, "metadata", "namespace") ?? ""),
        JsonNodes.GetString(pod, "metadata", "name") ?? "",
        labels.Of(pod));

    /// <summary>Leaves of a Pod what is read of it.</summary>
    public static JsonObject Reduce(JsonObject pod) => new() { ["metadata"] = ReduceMetadata(pod) };

    /// <summary>Name, namespace, resourceVersion and labels.</summary>
    internal static JsonObject ReduceMetadata(JsonObject obj)
    {
        var kept = new JsonObject();
        if (JsonNodes.GetObject(obj, "metadata") is { } metadata)
        {
            foreach (var name in (ReadOnlySpan<string>)["name", "namespace", "resourceVersion", "labels"])
            {
                JsonNodes.Move(metadata, kept, name);
            }
        }

        return kept;
    }
}
