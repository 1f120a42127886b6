using System.Globalization;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.Workloads.Deployments;

/// <summary>The annotations of a Deployment's ReplicaSets: its own ones, copied, and what kubectl's history and the scaling of rollouts go by.</summary>
internal static class RolloutNotes
{
    public const string Revision = "deployment.kubernetes.io/revision";
    public const string RevisionHistory = "deployment.kubernetes.io/revision-history";

    /// <summary>How many replicas the Deployment wanted when the ReplicaSet was last scaled: another number is a scaling, not a rollout.</summary>
    public const string DesiredReplicas = "deployment.kubernetes.io/desired-replicas";

    /// <summary>How many there could be then, with the surge.</summary>
    public const string MaxReplicas = "deployment.kubernetes.io/max-replicas";

    private const int LongestHistory = 2000;
    private static readonly string[] Own =
        ["kubectl.kubernetes.io/last-applied-configuration", Revision, RevisionHistory, DesiredReplicas, MaxReplicas, "deprecated.deployment.rollback.to"];

    /// <summary>Brings the annotations of the Deployment's newest ReplicaSet up to date.</summary>
    /// <param name="notes">The ReplicaSet's annotations; changed.</param>
    /// <param name="deployment">Whose are copied.</param>
    /// <param name="revision">One more than that of every older ReplicaSet.</param>
    public static void Renew(JsonObject notes, DeploymentView deployment, long revision)
    {
        foreach (var (name, value) in deployment.Annotations.Where(a => !Own.Contains(a.Key, StringComparer.Ordinal)))
        {
            notes[name] = value;
        }

        var before = JsonNodes.AsString(notes[Revision]);
        if (!long.TryParse(before ?? "0", CultureInfo.InvariantCulture, out var number) || number >= revision)
        {
            return;
        }

        notes[Revision] = revision.ToString(CultureInfo.InvariantCulture);
        if (before is not null)
        {
            Remember(notes, before);
        }
    }

    /// <summary>Notes for which size of the Deployment a ReplicaSet was scaled.</summary>
    public static void Scaled(JsonObject notes, DeploymentView deployment)
    {
        notes[DesiredReplicas] = Text(deployment.Replicas);
        notes[MaxReplicas] = Text(deployment.Replicas + deployment.MaxSurge);
    }

    // it is the newest again: the revisions that it had stay known, the oldest are forgotten first
    private static void Remember(JsonObject notes, string revision)
    {
        var history = (JsonNodes.AsString(notes[RevisionHistory]) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Append(revision).ToList();
        while (history.Count > 1 && history.Sum(r => r.Length + 1) - 1 > LongestHistory)
        {
            history.RemoveAt(0);
        }

        notes[RevisionHistory] = string.Join(',', history);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
