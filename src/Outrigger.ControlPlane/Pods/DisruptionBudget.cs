using System.Globalization;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ControlPlane.Pods;

/// <summary>One disruption budget, as the eviction of a pod asks it (kubernetes pkg/registry/core/pod/storage/eviction.go).</summary>
internal sealed class DisruptionBudget(JsonObject budget)
{
    private const int MostDisrupted = 2000;
    private const string Refusal = "Cannot evict pod as it would violate the pod's disruption budget.";
    private const string Cause = "DisruptionBudget";
    private static readonly GroupResource Resource = new("policy", "poddisruptionbudget");

    private string Name => MetadataView.Of(budget).Name;

    /// <summary>Whether a pod that is not ready may go without being counted.</summary>
    public bool LetsUnhealthyGo() => JsonNodes.GetString(budget, "spec", "unhealthyPodEvictionPolicy") is "AlwaysAllow"
        || (Number("desiredHealthy") > 0 && Number("currentHealthy") >= Number("desiredHealthy"));

    /// <summary>429: ask again in a while.</summary>
    public StatusException Busy() => TooMany($"The disruption budget {Name} is still being processed by the server.", 10);

    /// <summary>Takes one disruption off what is allowed, for a pod; refuses when there is none left.</summary>
    public void Take(string pod, DateTimeOffset now)
    {
        if (Number("observedGeneration") < MetadataView.Of(budget).Generation)
        {
            throw Busy();
        }

        var allowed = Number("disruptionsAllowed");
        if (allowed < 0)
        {
            throw ApiErrors.Forbidden(Resource, Name, "pdb disruptions allowed is negative");
        }

        if (JsonNodes.GetObject(budget, "status", "disruptedPods")?.Count > MostDisrupted)
        {
            throw ApiErrors.Forbidden(Resource, Name, "DisruptedPods map too big - too many evictions not confirmed by PDB controller");
        }

        if (allowed == 0)
        {
            throw TooMany(Why(), 0);
        }

        var status = JsonNodes.Ensure(budget, "status");
        status["disruptionsAllowed"] = allowed - 1;
        JsonNodes.Ensure(status, "disruptedPods")[pod] = KubernetesTime.Format(now);
        if (allowed == 1)
        {
            SetInsufficient(status, now);
        }
    }

    private static void SetInsufficient(JsonObject status, DateTimeOffset now)
    {
        var conditions = JsonNodes.GetArray(status, "conditions") ?? [];
        status["conditions"] ??= conditions;
        var condition = Find(conditions);
        if (condition is null)
        {
            condition = new JsonObject { ["type"] = "DisruptionAllowed" };
            conditions.Add((JsonNode)condition);
        }

        if (JsonNodes.GetString(condition, "status") is not "False")
        {
            condition["lastTransitionTime"] = KubernetesTime.Format(now);
        }

        condition["status"] = "False";
        condition["reason"] = "InsufficientPods";
        condition["message"] = "";
    }

    private string Why()
    {
        var condition = Find(JsonNodes.GetArray(budget, "status", "conditions") ?? []);
        var message = JsonNodes.GetString(condition, "status") is "False" ? JsonNodes.GetString(condition, "message") ?? "" : "";
        var reason = JsonNodes.GetString(condition, "reason");
        if (message.Length > 0 && reason is "SyncFailed")
        {
            return $"The disruption budget {Name} does not allow evicting pods currently because it failed sync: {message}";
        }

        var (desired, current) = (Number("desiredHealthy"), Number("currentHealthy"));
        if (current <= desired)
        {
            return string.Create(
                CultureInfo.InvariantCulture, $"The disruption budget {Name} needs {desired} healthy pods and has {current} currently");
        }

        return message.Length > 0
            ? $"The disruption budget {Name} does not allow evicting pods currently ({reason}): {message}"
            : $"The disruption budget {Name} does not allow evicting pods currently";
    }

    private static JsonObject? Find(JsonArray conditions) =>
        conditions.OfType<JsonObject>().FirstOrDefault(c => JsonNodes.GetString(c, "type") is "DisruptionAllowed");

    private long Number(string field) => JsonNodes.GetLong(budget, "status", field) ?? 0;

    private static StatusException TooMany(string why, int seconds) => new(new Status(
        429,
        StatusReasons.TooManyRequests,
        Refusal,
        new StatusDetails(RetryAfterSeconds: seconds, Causes: [new StatusCause(Cause, why, null)])));
}
