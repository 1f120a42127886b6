using Microsoft.Extensions.Logging;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Client.Rest;
using Outrigger.Client.Watching;

namespace Outrigger.MetricsServer.Cluster;

/// <summary>The nodes and the running pods of the cluster as the main server last told of them.</summary>
internal sealed class ClusterView
{
    private static readonly ResourcePath NodePath = new(new GroupVersionResource("", "v1", "nodes"));
    private static readonly ResourcePath PodPath = new(new GroupVersionResource("", "v1", "pods"));

    public ObjectIndex<NodeView> Nodes { get; } = new();

    public ObjectIndex<PodView> Pods { get; } = new();

    /// <summary>Null when both are known, else which are not yet.</summary>
    public string? Problem => (Nodes.IsSynced, Pods.IsSynced) switch
    {
        (true, true) => null,
        (false, true) => "the nodes are not listed yet",
        (true, false) => "the pods are not listed yet",
        _ => "nodes and pods are not listed yet",
    };

    /// <summary>Follows both until it is cancelled.</summary>
    public Task RunAsync(KubernetesClient client, ILogger logger, CancellationToken cancellationToken)
    {
        // each follower reads on its own, so each keeps its own texts
        var (ofNodes, ofPods) = (new LabelSet(), new LabelSet());
        var nodes = new ObjectFollower<NodeView>(client, NodePath, Nodes, o => NodeView.Read(o, ofNodes), logger);
        var pods = new ObjectFollower<PodView>(client, PodPath, Pods, o => PodView.Read(o, ofPods), logger);
        return Task.WhenAll(
            nodes.RunAsync(new WatchOptions { Transform = NodeView.Reduce }, cancellationToken),
            pods.RunAsync(
                new WatchOptions { FieldSelector = "status.phase=Running", MetadataOnly = true, Transform = PodView.Reduce }, cancellationToken));
    }
}
