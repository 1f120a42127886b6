using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;

namespace Outrigger.ControlPlane.Workloads.Deployments;

/// <summary>The status of a Deployment: the pods of its ReplicaSets counted, whether enough are available, whether a rollout goes on.</summary>
internal static class RolloutStatus
{
    public static JsonObject Of(Rollout work, DateTimeOffset now)
    {
        var deployment = work.Deployment;
        var status = new JsonObject();
        Add("observedGeneration", deployment.Generation);
        Add("replicas", work.Sets.Sum(s => s.Actual));
        Add("updatedReplicas", work.New?.Actual ?? 0);
        Add("readyReplicas", work.Sets.Sum(s => s.Ready));
        Add("availableReplicas", work.Available);
        Add("unavailableReplicas", Math.Max(0, work.Wanted - work.Available));
        if (work.Sets.TrueForAll(s => s.Terminating is not null))
        {
            status["terminatingReplicas"] = work.Sets.Sum(s => s.Terminating ?? 0);
        }

        if (JsonNodes.GetArray(deployment.Status, "conditions") is { Count: > 0 } conditions)
        {
            status["conditions"] = conditions.DeepClone();
        }

        if (deployment.Status["collisionCount"] is { } collisions)
        {
            status["collisionCount"] = collisions.DeepClone();
        }

        RolloutConditions.Set(status, work.Available >= deployment.Replicas - deployment.MaxUnavailable
            ? RolloutConditions.Make(RolloutConditions.Available, "True", "MinimumReplicasAvailable", "Deployment has minimum availability.", now)
            : RolloutConditions.Make(RolloutConditions.Available, "False", "MinimumReplicasUnavailable", "Deployment does not have minimum availability.", now));
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

    /// <summary>Adds to a status how the rollout goes on, and why pods cannot be made.</summary>
    public static void Judge(JsonObject status, Rollout work, DateTimeOffset now)
    {
        var deployment = work.Deployment;
        if (deployment.ProgressDeadline is null)
        {
            RolloutConditions.Remove(status, RolloutConditions.Progressing);
        }
        else if (!IsDone(status, deployment))
        {
            JudgeProgress(status, work, now);
        }

        if ((work.New?.Failure ?? work.Sets.Find(s => s.Failure is not null)?.Failure) is { } failure)
        {
            var since = failure["lastTransitionTime"];
            var condition = RolloutConditions.Make(
                RolloutConditions.ReplicaFailure, JsonNodes.GetString(failure, "status")!, JsonNodes.GetString(failure, "reason")!, JsonNodes.GetString(failure, "message") ?? "", now);
            condition["lastUpdateTime"] = since?.DeepClone();
            condition["lastTransitionTime"] = since?.DeepClone();
            RolloutConditions.Set(status, condition);
        }
        else
        {
            RolloutConditions.Remove(status, RolloutConditions.ReplicaFailure);
        }
    }

    /// <summary>Whether all replicas are new and available, and no old ones are left.</summary>
    public static bool IsComplete(DeploymentView deployment, JsonObject status) =>
        new[] { "updatedReplicas", "replicas", "availableReplicas" }.All(f => DeploymentView.CountOf(status, f) == deployment.Replicas)
        && (JsonNodes.GetLong(status, "observedGeneration") ?? 0) >= deployment.Generation;

    /// <summary>After what time a rollout that does nothing has to be looked at, as its deadline is over then; null when there is none.</summary>
    public static TimeSpan? Deadline(DeploymentView deployment, JsonObject status, DateTimeOffset now)
    {
        if (deployment.ProgressDeadline is not { } limit || RolloutConditions.Find(status, RolloutConditions.Progressing) is not { } condition
            || IsComplete(deployment, status) || JsonNodes.GetString(condition, "reason") == RolloutConditions.TimedOut)
        {
            return null;
        }

        var left = UpdatedAt(condition) + limit - now;
        return (left > TimeSpan.Zero ? left : TimeSpan.Zero) + TimeSpan.FromSeconds(1);
    }

    private static void JudgeProgress(JsonObject status, Rollout work, DateTimeOffset now)
    {
        var deployment = work.Deployment;
        var what = work.New is { } set ? $"ReplicaSet \"{set.Name}\"" : $"Deployment \"{deployment.Key.Name}\"";
        if (IsComplete(deployment, status))
        {
            RolloutConditions.Set(status, Progress("True", RolloutConditions.NewSetAvailable, $"{what} has successfully progressed."));
        }
        else if (HasProgressed(deployment, status))
        {
            // the time of the update counts, so it is set though nothing else changes
            RolloutConditions.Replace(status, Progress("True", "ReplicaSetUpdated", $"{what} is progressing."));
        }
        else if (HasTimedOut(deployment, status, now))
        {
            RolloutConditions.Set(status, Progress("False", RolloutConditions.TimedOut, $"{what} has timed out progressing."));
        }

        JsonObject Progress(string value, string reason, string message) => RolloutConditions.Make(RolloutConditions.Progressing, value, reason, message, now);
    }

    // scaling what was rolled out is no rollout
    private static bool IsDone(JsonObject status, DeploymentView deployment) =>
        DeploymentView.CountOf(status, "replicas") == DeploymentView.CountOf(status, "updatedReplicas")
        && RolloutConditions.ReasonOf(deployment.Status, RolloutConditions.Progressing) == RolloutConditions.NewSetAvailable;

    private static bool HasProgressed(DeploymentView deployment, JsonObject status)
    {
        var before = deployment.Status;
        return Now("updatedReplicas") > Before("updatedReplicas")
            || Now("replicas") - Now("updatedReplicas") < Before("replicas") - Before("updatedReplicas")
            || Now("readyReplicas") > Before("readyReplicas")
            || Now("availableReplicas") > Before("availableReplicas");

        int Now(string field) => DeploymentView.CountOf(status, field);
        int Before(string field) => DeploymentView.CountOf(before, field);
    }

    private static bool HasTimedOut(DeploymentView deployment, JsonObject status, DateTimeOffset now) =>
        RolloutConditions.Find(status, RolloutConditions.Progressing) is { } condition
        && JsonNodes.GetString(condition, "reason") != RolloutConditions.NewSetAvailable
        && (JsonNodes.GetString(condition, "reason") == RolloutConditions.TimedOut || UpdatedAt(condition) + deployment.ProgressDeadline < now);

    private static DateTimeOffset UpdatedAt(JsonObject condition) =>
        KubernetesTime.TryParse(JsonNodes.GetString(condition, "lastUpdateTime"), out var at) ? at : default;
}
