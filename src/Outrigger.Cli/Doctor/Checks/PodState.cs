using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.Cli.Doctor.Checks;

/// <summary>What a pod's status says.</summary>
internal static class PodState
{
    public static bool IsReady(JsonObject pod) => JsonNodes.Objects(pod, "status", "conditions")
        .Any(c => JsonNodes.GetString(c, "type") == "Ready" && JsonNodes.GetString(c, "status") == "True");

    /// <summary>Whether no scheduler and no kubelet has ever looked at it, as where nothing runs pods: the server behind the Service is no pod then.</summary>
    public static bool IsData(JsonObject pod) =>
        JsonNodes.GetString(pod, "status", "phase") is null or "Pending" && JsonNodes.GetString(pod, "spec", "nodeName") is null or ""
        && JsonNodes.GetArray(pod, "status", "conditions") is not { Count: > 0 };

    /// <summary>Its name, and why it is not ready.</summary>
    public static string Describe(JsonObject pod)
    {
        var name = JsonNodes.GetString(pod, "metadata", "name");
        var waiting = Containers(pod).Select(c => JsonNodes.GetString(c, "state", "waiting", "reason")).FirstOrDefault(r => r is not null);
        var state = waiting ?? JsonNodes.GetString(pod, "status", "phase") ?? "Unknown";
        return LastWords(pod) is { Length: > 0 } words ? $"{name} is {state}: {words}" : $"{name} is {state} and not ready";
    }

    /// <summary>What a container that ended left behind (terminationMessagePolicy: FallbackToLogsOnError), on one line; else empty.</summary>
    public static string LastWords(JsonObject pod)
    {
        var text = Containers(pod)
            .Select(c => JsonNodes.GetString(c, "state", "terminated", "message") ?? JsonNodes.GetString(c, "lastState", "terminated", "message"))
            .FirstOrDefault(m => !string.IsNullOrWhiteSpace(m)) ?? "";
        return string.Join(' ', text.Split((char[])['\n', '\r', ' '], StringSplitOptions.RemoveEmptyEntries));
    }

    private static IEnumerable<JsonObject> Containers(JsonObject pod) =>
        JsonNodes.Objects(pod, "status", "containerStatuses");
}
