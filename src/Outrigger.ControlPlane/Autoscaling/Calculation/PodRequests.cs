using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Quantities;

namespace Outrigger.ControlPlane.Autoscaling.Calculation;

/// <summary>What pods request of a resource, in thousandths: the 100 % of a utilization.</summary>
internal static class PodRequests
{
    /// <summary>By pod; throws when one requests nothing.</summary>
    /// <param name="pods">All of the target.</param>
    /// <param name="resource">cpu, memory.</param>
    /// <param name="container">Only this container's; empty for the whole pod.</param>
    public static Dictionary<string, long> Of(IReadOnlyList<TargetPod> pods, string resource, string container)
    {
        var requests = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var pod in pods)
        {
            requests[pod.Name] = container.Length > 0 ? OfContainer(pod, resource, container) : OfPod(pod, resource);
        }

        return requests;
    }

    private static long OfContainer(TargetPod pod, string resource, string name) => Containers(pod).FirstOrDefault(c => Name(c) == name) is { } container
        ? Request(container, resource) ?? throw Missing(pod, container, resource)
        : throw new ReplicaException($"container {name} not found in Pod {pod.Name}");

    // KEP-2837: what the pod itself requests comes before the sum of its containers.
    private static long OfPod(TargetPod pod, string resource)
    {
        var own = JsonNodes.GetObject(pod.Spec, "resources", "requests");
        if (own?.Any(r => r.Key is "cpu" or "memory" || r.Key.StartsWith("hugepages-", StringComparison.Ordinal)) is not true)
        {
            return Containers(pod).Sum(c => Request(c, resource) ?? throw Missing(pod, c, resource));
        }

        var stated = Containers(pod).Select(c => Request(c, resource)).OfType<long>().ToList();
        return Request(pod.Spec, resource)
            ?? (stated.Count > 0 ? stated.Sum() : throw new ReplicaException($"missing pod-level request for {resource} in Pod {pod.Name}"));
    }

    // Init containers that go on running beside the others are as good as those.
    private static IEnumerable<JsonObject> Containers(TargetPod pod) =>
        JsonNodes.Objects(pod.Spec, "containers").Concat(
            JsonNodes.Objects(pod.Spec, "initContainers").Where(c => JsonNodes.GetString(c, "restartPolicy") is "Always"));

    private static long? Request(JsonObject holder, string resource) =>
        JsonNodes.Get(holder, "resources", "requests", resource) is { } node && Quantity.TryParse(Text(node), out var quantity, out _)
            ? quantity.MilliValue()
            : null;

    private static string Text(JsonNode node) => JsonNodes.AsString(node) ?? node.ToJsonString();

    private static string Name(JsonObject container) => JsonNodes.GetString(container, "name") ?? "";

    private static ReplicaException Missing(TargetPod pod, JsonObject container, string resource) =>
        new($"missing request for {resource} in container {Name(container)} of Pod {pod.Name}");
}
