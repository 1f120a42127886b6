using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;

namespace Outrigger.ControlPlane.Pods;

/// <summary>The conditions in the status of a pod.</summary>
internal static class PodConditions
{
    /// <summary>Whether the pod is ready.</summary>
    public static bool IsReady(JsonObject pod) => JsonNodes.GetString(Find(pod, "Ready"), "status") is "True";

    /// <summary>Makes a condition true.</summary>
    public static void SetTrue(JsonObject pod, string type, DateTimeOffset now, string reason = "", string message = "")
    {
        var condition = Find(pod, type);
        if (condition is null)
        {
            condition = new JsonObject { ["type"] = type };
            var status = JsonNodes.Ensure(pod, "status");
            var conditions = JsonNodes.EnsureArray(status, "conditions");
            conditions.Add((JsonNode)condition);
        }

        if (JsonNodes.GetString(condition, "status") is not "True")
        {
            condition["lastTransitionTime"] = KubernetesTime.Format(now);
        }

        condition["status"] = "True";
        condition["reason"] = reason;
        condition["message"] = message;
    }

    /// <summary>The condition of a type, or null.</summary>
    public static JsonObject? Find(JsonObject pod, string type) => JsonNodes.GetArray(pod, "status", "conditions")?.OfType<JsonObject>()
        .FirstOrDefault(c => JsonNodes.GetString(c, "type") == type);
}
