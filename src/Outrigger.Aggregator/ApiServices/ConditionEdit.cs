using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;

namespace Outrigger.Aggregator.ApiServices;

/// <summary>Writes the Available condition into an APIService; the time changes only with the status.</summary>
internal static class ConditionEdit
{
    public static void Apply(JsonObject obj, AvailableCondition condition, DateTimeOffset now)
    {
        var status = JsonNodes.Ensure(obj, "status");
        if (ApiServiceReader.Find(obj) is not { } there)
        {
            var list = JsonNodes.EnsureArray(status, "conditions");
            there = new JsonObject { ["type"] = "Available" };
            list.Add((JsonNode)there);
        }

        if (JsonNodes.GetString(there, "status") != condition.Status)
        {
            there["status"] = condition.Status;
            there["lastTransitionTime"] = KubernetesTime.Format(now);
        }

        there["reason"] = condition.Reason;
        there["message"] = condition.Message;
    }
}
