using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Selectors;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Workloads;

/// <summary>What a ReplicaSet says. Nobody changes the tree.</summary>
internal sealed class ReplicaSetView : IOwned
{
    public const string Kind = "ReplicaSet";
    private static readonly object Form = new();

    private ReplicaSetView(StoredObject stored)
    {
        Tree = stored.ToTree();
        Namespace = stored.Namespace;
        Name = stored.Name;
        Uid = stored.Uid;
        Labels = stored.Labels;
        IsDeleting = stored.IsDeleting;
        Generation = stored.Generation;
        Controller = WorkloadOwner.ControllerOf(Tree);
        Created = MetadataView.Of(Tree).CreationTimestamp ?? default;
        Selector = LabelSelector.FromLabelSelectorObject(JsonNodes.GetObject(Tree, "spec", "selector"));
    }

    public static GroupVersionResource Resource { get; } = new("apps", "v1", "replicasets");

    public JsonObject Tree { get; }

    public string Namespace { get; }

    public string Name { get; }

    public string Uid { get; }

    public IReadOnlyDictionary<string, string> Labels { get; }

    public bool IsDeleting { get; }

    public long Generation { get; }

    public OwnerReference? Controller { get; }

    public DateTimeOffset Created { get; }

    public LabelSelector Selector { get; }

    public WorkloadKey Key => new(Namespace, Name);

    public WorkloadOwner Owner => new(Kind, Key, Uid, IsDeleting);

    /// <summary>How many are wanted.</summary>
    public int Replicas => (int)(JsonNodes.GetLong(Tree, "spec", "replicas") ?? 1);

    public TimeSpan MinReady => TimeSpan.FromSeconds(JsonNodes.GetLong(Tree, "spec", "minReadySeconds") ?? 0);

    public JsonObject Template => JsonNodes.GetObject(Tree, "spec", "template") ?? [];

    public JsonObject? Status => JsonNodes.GetObject(Tree, "status");

    public static ReplicaSetView Of(StoredObject stored) => stored.GetOrDerive(Form, static s => new ReplicaSetView(s));

    /// <summary>A number of the status; 0 when it is not there.</summary>
    public int Count(string field) => (int)(JsonNodes.GetLong(Status, field) ?? 0);

    public string? Annotation(string name) => JsonNodes.GetString(Tree, "metadata", "annotations", name);
}
