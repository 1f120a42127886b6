using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>The quality-of-service class of a pod from the resources of its containers (kubernetes qos.ComputePodQOS).</summary>
internal static class PodQuality
{
    private static readonly string[] Counted = ["cpu", "memory"];

    public static string Of(JsonObject pod)
    {
        var spec = JsonNodes.GetObject(pod, "spec");
        IEnumerable<JsonObject> holders = JsonNodes.GetObject(spec, "resources") is { Count: > 0 } own
            ? [own]
            : Containers(spec, "containers").Concat(Containers(spec, "initContainers"));
        var resources = holders.ToList();
        if (!resources.Any(r => Any(r, "requests") || Any(r, "limits")))
        {
            return "BestEffort";
        }

        return resources.TrueForAll(IsGuaranteed) ? "Guaranteed" : "Burstable";
    }

    private static IEnumerable<JsonObject> Containers(JsonObject? spec, string field) =>
        JsonNodes.Objects(spec, field).Select(c => JsonNodes.GetObject(c, "resources") ?? []);

    private static bool Any(JsonObject resources, string side) =>
        Counted.Any(name => JsonNodes.GetString(resources, side, name) is { } amount && amount is not "0");

    private static bool IsGuaranteed(JsonObject resources) => Counted.All(name =>
        JsonNodes.GetString(resources, "limits", name) is { } limit
        && limit is not "0"
        && (JsonNodes.GetString(resources, "requests", name) is not { } request || request == limit));
}
