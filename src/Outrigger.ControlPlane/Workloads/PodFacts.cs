using System.Globalization;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ControlPlane.Pods;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Workloads;

/// <summary>What a controller of pods looks at; read once from each state of a pod.</summary>
internal sealed class PodFacts : IOwned
{
    private static readonly object Form = new();

    private PodFacts(StoredObject stored)
    {
        var tree = stored.ToTree();
        var meta = MetadataView.Of(tree);
        Namespace = stored.Namespace;
        Name = stored.Name;
        Uid = stored.Uid;
        Labels = stored.Labels;
        IsDeleting = stored.IsDeleting;
        Controller = WorkloadOwner.ControllerOf(tree);
        Phase = JsonNodes.GetString(tree, "status", "phase") ?? "";
        Node = JsonNodes.GetString(tree, "spec", "nodeName") ?? "";
        Created = meta.CreationTimestamp ?? default;
        IsReady = PodConditions.IsReady(tree);
        ReadySince = IsReady && KubernetesTime.TryParse(JsonNodes.GetString(PodConditions.Find(tree, "Ready"), "lastTransitionTime"), out var since) ? since : default;
        DeletionCost = int.TryParse(meta.Annotation("controller.kubernetes.io/pod-deletion-cost"), CultureInfo.InvariantCulture, out var cost) ? cost : 0;
        Restarts = MostRestarts(tree, "containerStatuses", static _ => true);
        SidecarRestarts = MostRestarts(tree, "initContainerStatuses", Sidecars(tree).Contains);
    }

    public string Namespace { get; }

    public string Name { get; }

    public string Uid { get; }

    public IReadOnlyDictionary<string, string> Labels { get; }

    public bool IsDeleting { get; }

    public OwnerReference? Controller { get; }

    /// <summary>Pending, Running, Succeeded, Failed, Unknown.</summary>
    public string Phase { get; }

    /// <summary>Empty while it has none.</summary>
    public string Node { get; }

    public DateTimeOffset Created { get; }

    public bool IsReady { get; }

    /// <summary>Since when it is ready; the default where it is not, or does not say.</summary>
    public DateTimeOffset ReadySince { get; }

    /// <summary>What its deletion costs against others' (annotation controller.kubernetes.io/pod-deletion-cost).</summary>
    public int DeletionCost { get; }

    /// <summary>Of the container that was restarted most.</summary>
    public long Restarts { get; }

    /// <summary>The same of the init containers that stay.</summary>
    public long SidecarRestarts { get; }

    public bool IsOver => Phase is "Succeeded" or "Failed";

    /// <summary>Whether it counts as a replica.</summary>
    public bool IsActive => !IsOver && !IsDeleting;

    public static PodFacts Of(StoredObject pod) => pod.GetOrDerive(Form, static p => new PodFacts(p));

    /// <summary>When it will have been ready for so long; null when it is not ready, or does not say since when.</summary>
    public DateTimeOffset? AvailableAt(TimeSpan minReady) =>
        !IsReady ? null : minReady == TimeSpan.Zero ? DateTimeOffset.MinValue : ReadySince == default ? null : ReadySince + minReady;

    private static HashSet<string> Sidecars(JsonObject tree) =>
    [
        .. JsonNodes.Objects(tree, "spec", "initContainers")
            .Where(c => JsonNodes.GetString(c, "restartPolicy") is "Always")
            .Select(c => JsonNodes.GetString(c, "name") ?? ""),
    ];

    private static long MostRestarts(JsonObject tree, string statuses, Func<string, bool> counts) =>
        JsonNodes.Objects(tree, "status", statuses)
        .Where(s => counts(JsonNodes.GetString(s, "name") ?? ""))
        .Select(s => JsonNodes.GetLong(s, "restartCount") ?? 0)
        .DefaultIfEmpty().Max();
}
