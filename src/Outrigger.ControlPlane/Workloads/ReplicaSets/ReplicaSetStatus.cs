using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;

namespace Outrigger.ControlPlane.Workloads.ReplicaSets;

/// <summary>The status of a ReplicaSet: its pods counted, and whether it gets them.</summary>
internal static class ReplicaSetStatus
{
    private const string Failure = "ReplicaFailure";

    public static JsonObject Of(ReplicaSetWork work, DateTimeOffset now)
    {
        var set = work.Set;
        var template = JsonNodes.StringMap(JsonNodes.GetObject(set.Template, "metadata", "labels"));
        var status = new JsonObject { ["replicas"] = work.Active.Count };
        Add("fullyLabeledReplicas", work.Active.Count(p => template.All(l => p.Labels.TryGetValue(l.Key, out var value) && value == l.Value)));
        Add("readyReplicas", work.Active.Count(p => p.IsReady));
        Add("availableReplicas", work.Active.Count(p => p.AvailableAt(set.MinReady) <= now));
        status["terminatingReplicas"] = work.Terminating;
        Add("observedGeneration", set.Generation);
        if (Conditions(work, now) is { Count: > 0 } conditions)
        {
            status["conditions"] = conditions;
        }

        return status;

        // 0 is not written, as by Kubernetes
        void Add(string field, long value)
        {
            if (value != 0)
            {
                status[field] = value;
            }
        }
    }

    private static JsonArray Conditions(ReplicaSetWork work, DateTimeOffset now)
    {
        var there = JsonNodes.Objects(work.Set.Status, "conditions").ToList();
        var failed = there.Find(c => JsonNodes.GetString(c, "type") == Failure);
        var kept = new JsonArray([.. there.Where(c => c != failed).Select(c => c.DeepClone())]);
        if (work.Failure is { } failure)
        {
            // the first failure stays until there is none
            kept.Add(failed?.DeepClone() ?? new JsonObject
            {
                ["type"] = Failure,
                ["status"] = "True",
                ["lastTransitionTime"] = KubernetesTime.Format(now),
                ["reason"] = work.Active.Count < work.Set.Replicas ? "FailedCreate" : "FailedDelete",
                ["message"] = failure.Message,
            });
        }

        return kept;
    }
}
