using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;

namespace Outrigger.ControlPlane.Workloads.Deployments;

/// <summary>The conditions in the status of a Deployment.</summary>
internal static class RolloutConditions
{
    public const string Available = "Available";
    public const string Progressing = "Progressing";
    public const string ReplicaFailure = "ReplicaFailure";
    public const string NewSetAvailable = "NewReplicaSetAvailable";
    public const string TimedOut = "ProgressDeadlineExceeded";
    public const string Paused = "DeploymentPaused";

    public static JsonObject? Find(JsonObject status, string type) =>
        JsonNodes.GetArray(status, "conditions")?.OfType<JsonObject>().FirstOrDefault(c => JsonNodes.GetString(c, "type") == type);

    public static string? ReasonOf(JsonObject status, string type) => JsonNodes.GetString(Find(status, type), "reason");

    public static JsonObject Make(string type, string value, string reason, string message, DateTimeOffset now) => new()
    {
        ["type"] = type,
        ["status"] = value,
        ["lastUpdateTime"] = KubernetesTime.Format(now),
        ["lastTransitionTime"] = KubernetesTime.Format(now),
        ["reason"] = reason,
        ["message"] = message,
    };

    /// <summary>Sets a condition unless it is there with this status and reason.</summary>
    public static void Set(JsonObject status, JsonObject condition)
    {
        var there = Find(status, JsonNodes.GetString(condition, "type")!);
        if (there is null || JsonNodes.GetString(there, "status") != JsonNodes.GetString(condition, "status") || JsonNodes.GetString(there, "reason") != JsonNodes.GetString(condition, "reason"))
        {
            Replace(status, condition);
        }
    }

    /// <summary>Sets a condition, whatever there is; the time of its last transition stays while its status is the same.</summary>
    public static void Replace(JsonObject status, JsonObject condition)
    {
        var type = JsonNodes.GetString(condition, "type")!;
        if (Find(status, type) is { } there && JsonNodes.GetString(there, "status") == JsonNodes.GetString(condition, "status"))
        {
            condition["lastTransitionTime"] = there["lastTransitionTime"]?.DeepClone();
        }

        Remove(status, type);
        var conditions = JsonNodes.EnsureArray(status, "conditions");
        conditions.Add((JsonNode)condition);
    }

    public static void Remove(JsonObject status, string type)
    {
        if (status["conditions"] is JsonArray conditions && Find(status, type) is { } there)
        {
            conditions.Remove(there);
            if (conditions.Count == 0)
            {
                status.Remove("conditions");
            }
        }
    }
}
