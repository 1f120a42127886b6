using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;

namespace Outrigger.ControlPlane.CustomResources.Definitions;

/// <summary>The conditions in the status of a CRD.</summary>
internal static class Conditions
{
    public static JsonObject? Find(JsonObject crd, string type) =>
        JsonNodes.Objects(crd, "status", "conditions")
            .FirstOrDefault(c => string.Equals(JsonNodes.GetString(c, "type"), type, StringComparison.Ordinal));

    public static bool IsTrue(JsonObject crd, string type) => JsonNodes.GetString(Find(crd, type), "status") is "True";

    /// <summary>Whether the status says exactly this.</summary>
    public static bool Has(JsonObject crd, Condition condition) => Find(crd, condition.Type) is { } found
        && JsonNodes.GetString(found, "status") == condition.Status
        && JsonNodes.GetString(found, "reason") == condition.Reason
        && JsonNodes.GetString(found, "message") == condition.Message;

    /// <summary>Sets a condition; its time moves when its status does.</summary>
    public static void Set(JsonObject crd, Condition condition, DateTimeOffset now)
    {
        var found = Find(crd, condition.Type);
        if (found is null)
        {
            var status = JsonNodes.Ensure(crd, "status");
            var all = JsonNodes.EnsureArray(status, "conditions");
            all.Add((JsonNode)(found = new JsonObject { ["type"] = condition.Type }));
        }

        var moved = !string.Equals(JsonNodes.GetString(found, "status"), condition.Status, StringComparison.Ordinal);
        found["status"] = condition.Status;
        if (moved || found["lastTransitionTime"] is null)
        {
            found["lastTransitionTime"] = KubernetesTime.Format(now);
        }

        found["reason"] = condition.Reason;
        found["message"] = condition.Message;
    }
}
