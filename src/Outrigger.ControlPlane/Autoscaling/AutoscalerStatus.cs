using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ControlPlane.Autoscaling.Calculation;

namespace Outrigger.ControlPlane.Autoscaling;

/// <summary>The status that a pass makes of the one before.</summary>
internal sealed class AutoscalerStatus
{
    private readonly JsonObject before;
    private readonly JsonArray conditions;
    private readonly DateTimeOffset now;
    private JsonArray? metrics;
    private long current;
    private long desired;
    private string? scaled;

    public AutoscalerStatus(JsonObject hpa, DateTimeOffset now)
    {
        this.now = now;
        before = JsonNodes.GetObject(hpa, "status") ?? [];
        conditions = (JsonArray?)JsonNodes.GetArray(before, "conditions")?.DeepClone() ?? [];
        metrics = (JsonArray?)JsonNodes.GetArray(before, "currentMetrics")?.DeepClone();
        current = JsonNodes.GetLong(before, "currentReplicas") ?? 0;
        desired = JsonNodes.GetLong(before, "desiredReplicas") ?? 0;
        scaled = JsonNodes.GetString(before, "lastScaleTime");
    }

    /// <summary>Whether the target can be read and written.</summary>
    public void Able(bool can, string reason, string message) => Set("AbleToScale", can, reason, message);

    /// <summary>Whether a number can be calculated.</summary>
    public void Active(bool can, string reason, string message) => Set("ScalingActive", can, reason, message);

    /// <summary>What was made of the calculated number.</summary>
    public void Decided(ReplicaDecision made)
    {
        Set("AbleToScale", isTrue: true, made.Stabilized.Reason, made.Stabilized.Message);
        Set("ScalingLimited", made.IsLimited, made.Limited.Reason, made.Limited.Message);
    }

    /// <summary>The numbers: what there was, and the metrics it was calculated from.</summary>
    public void Observed(int replicas, IReadOnlyList<JsonObject> observed)
    {
        current = replicas;
        metrics = observed.Count == 0 ? null : new JsonArray([.. observed]);
    }

    /// <summary>What is wanted.</summary>
    public void Desired(int replicas, bool isRescaled)
    {
        desired = replicas;
        scaled = isRescaled ? KubernetesTime.Format(now) : scaled;
    }

    /// <summary>The whole status; null when it is the same as before.</summary>
    public JsonObject? Changed()
    {
        var made = new JsonObject();
        if (before["observedGeneration"] is { } generation)
        {
            made["observedGeneration"] = generation.DeepClone();
        }

        if (scaled is not null)
        {
            made["lastScaleTime"] = scaled;
        }

        made["currentReplicas"] = current;
        made["desiredReplicas"] = desired;
        if (metrics is not null)
        {
            made["currentMetrics"] = metrics.DeepClone();
        }

        made["conditions"] = conditions.DeepClone();
        return JsonNodes.DeepEqual(made, before) ? null : made;
    }

    private void Set(string type, bool isTrue, string reason, string message)
    {
        var status = isTrue ? "True" : "False";
        var old = conditions.OfType<JsonObject>().FirstOrDefault(c => JsonNodes.GetString(c, "type") == type);
        var condition = new JsonObject
        {
            ["type"] = type,
            ["status"] = status,
            ["lastTransitionTime"] = JsonNodes.GetString(old, "status") == status
                ? JsonNodes.GetString(old, "lastTransitionTime") ?? KubernetesTime.Format(now)
                : KubernetesTime.Format(now),
            ["reason"] = reason,
            ["message"] = message,
        };
        if (old is null)
        {
            conditions.Add((JsonNode)condition);
        }
        else
        {
            conditions[conditions.IndexOf(old)] = condition;
        }
    }
}
