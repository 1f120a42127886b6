using System.Globalization;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.Workloads.Deployments;

/// <summary>A ReplicaSet of a Deployment in the course of a pass.</summary>
internal sealed class RolloutSet(ReplicaSetView view)
{
    public string Name => view.Name;

    public string Uid => view.Uid;

    public WorkloadKey Key => view.Key;

    public DateTimeOffset Created => view.Created;

    public bool IsDeleting => view.IsDeleting;

    public JsonObject Template => view.Template;

    public TimeSpan MinReady => view.MinReady;

    /// <summary>How many are wanted; changed when the pass scales it.</summary>
    public int Replicas { get; set; } = view.Replicas;

    public bool IsActive => Replicas > 0;

    /// <summary>How many there are.</summary>
    public int Actual => view.Count("replicas");

    public int Ready => view.Count("readyReplicas");

    public int Available => view.Count("availableReplicas");

    /// <summary>0 for one that nobody has looked at yet; null for one that does not say.</summary>
    public int? Terminating => view.Status?["terminatingReplicas"] is { } given ? (int?)JsonNodes.AsLong(given) : view.Count("observedGeneration") == 0 ? 0 : null;

    /// <summary>Whether its status is older than its spec.</summary>
    public bool IsStale => view.Generation > (JsonNodes.GetLong(view.Status, "observedGeneration") ?? 0);

    /// <summary>The condition that tells why it does not get its pods; null when it does.</summary>
    public JsonObject? Failure => JsonNodes.GetArray(view.Status, "conditions")?.OfType<JsonObject>().FirstOrDefault(c => JsonNodes.GetString(c, "type") == "ReplicaFailure");

    /// <summary>Null where the annotation is no number.</summary>
    public long? Revision => long.TryParse(Note(RolloutNotes.Revision) ?? "0", CultureInfo.InvariantCulture, out var number) ? number : null;

    public JsonObject Notes => JsonNodes.GetObject(view.Tree, "metadata", "annotations") ?? [];

    public string? Note(string name) => JsonNodes.AsString(Notes[name]);

    /// <summary>A number among the annotations; null when there is none.</summary>
    public int? NumberNote(string name) => int.TryParse(Note(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
