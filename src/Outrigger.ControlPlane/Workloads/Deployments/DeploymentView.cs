using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Selectors;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Workloads.Deployments;

/// <summary>What a Deployment says, and the status and revision that its controller gives it.</summary>
internal sealed class DeploymentView
{
    public const string Kind = "Deployment";
    private readonly JsonObject tree;

    public DeploymentView(StoredObject stored)
    {
        tree = stored.ToTree();
        Key = new WorkloadKey(stored.Namespace, stored.Name);
        Uid = stored.Uid;
        IsDeleting = stored.IsDeleting;
        Generation = stored.Generation;
        Status = JsonNodes.GetObject(tree, "status") ?? [];
        Revision = Annotation(RolloutNotes.Revision);
        (MaxSurge, MaxUnavailable) = IsRolling ? Fenceposts.Resolve(JsonNodes.GetObject(tree, "spec", "strategy", "rollingUpdate"), Replicas) : (0, 0);
    }

    public static GroupVersionResource Resource { get; } = new("apps", "v1", "deployments");

    public WorkloadKey Key { get; }

    public string Uid { get; }

    public bool IsDeleting { get; }

    public long Generation { get; }

    public WorkloadOwner Owner => new(Kind, Key, Uid, IsDeleting);

    /// <summary>As it is stored, or was last written.</summary>
    public JsonObject Status { get; set; }

    /// <summary>The annotation that kubectl shows; written with the status.</summary>
    public string? Revision { get; set; }

    public int Replicas => (int)(JsonNodes.GetLong(tree, "spec", "replicas") ?? 1);

    public JsonObject Template => JsonNodes.GetObject(tree, "spec", "template") ?? [];

    public JsonObject Selector => JsonNodes.GetObject(tree, "spec", "selector") ?? [];

    public IReadOnlyList<KeyValuePair<string, string>> Annotations => JsonNodes.StringMap(JsonNodes.Get(tree, "metadata", "annotations"));

    public long MinReadySeconds => JsonNodes.GetLong(tree, "spec", "minReadySeconds") ?? 0;

    public bool IsPaused => JsonNodes.GetBool(tree, "spec", "paused") is true;

    /// <summary>Whether the new pods come while the old ones go; else the old ones go first.</summary>
    public bool IsRolling => JsonNodes.GetString(tree, "spec", "strategy", "type") is null or "RollingUpdate";

    /// <summary>How many pods there may be above <see cref="Replicas"/>.</summary>
    public int MaxSurge { get; }

    /// <summary>How many of <see cref="Replicas"/> need not be available.</summary>
    public int MaxUnavailable { get; }

    /// <summary>How long a rollout may make no progress; null for ever.</summary>
    public TimeSpan? ProgressDeadline => Limit("progressDeadlineSeconds") is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>How many old ReplicaSets stay; null for all.</summary>
    public long? HistoryLimit => Limit("revisionHistoryLimit");

    public static LabelSelector SelectorOf(StoredObject stored) =>
        LabelSelector.FromLabelSelectorObject(JsonNodes.GetObject(stored.ToTree(), "spec", "selector"));

    public int Count(string field) => CountOf(Status, field);

    public static int CountOf(JsonObject status, string field) => (int)(JsonNodes.GetLong(status, field) ?? 0);

    // the largest number is how no limit is written
    private long? Limit(string field) => JsonNodes.GetLong(tree, "spec", field) is { } value and not int.MaxValue ? value : null;

    private string? Annotation(string name) => JsonNodes.GetString(tree, "metadata", "annotations", name);
}
