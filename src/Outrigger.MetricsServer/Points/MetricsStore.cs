using System.Collections.Concurrent;

namespace Outrigger.MetricsServer.Points;

/// <summary>The newest figures of all nodes and pods, in memory alone. Written by the scrapes of many nodes, read by any thread.</summary>
internal sealed class MetricsStore
{
    private readonly ConcurrentDictionary<string, NodeWindow> nodes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<PodName, PodWindow> pods = new();

    /// <summary>Whether there are figures of at least one node and one pod (metrics-server's rule for being ready).</summary>
    public bool IsReady => nodes.Values.Any(n => n.Usage is not null) && pods.Values.Any(p => p.Usage is not null);

    /// <summary>How many nodes have a window.</summary>
    public int NodeWindows => nodes.Values.Count(n => n.Usage is not null);

    /// <summary>How many containers have a window.</summary>
    public int ContainerWindows => nodes.Values.Sum(n => n.Windows);

    public NodeWindow Add(string node) => nodes.GetOrAdd(node, static (name, store) => new NodeWindow(name, store), this);

    /// <summary>The node is gone. No scrape of it may be under way.</summary>
    public void Remove(string node)
    {
        if (nodes.TryRemove(node, out var window))
        {
            window.Clear();
        }
    }

    /// <summary>Null when there are no figures.</summary>
    public Usage? UsageOf(string node) => nodes.TryGetValue(node, out var window) ? window.Usage : null;

    /// <summary>Null when there are no figures.</summary>
    public PodUsage? UsageOf(PodName pod) => pods.TryGetValue(pod, out var window) ? window.Usage : null;

    /// <summary>The pod is shown, unless another node's kubelet tells of a pod of that name: who told first is believed.</summary>
    internal void Show(PodWindow pod) => pods.TryAdd(pod.Name, pod);

    internal void Hide(PodWindow pod) => pods.TryRemove(KeyValuePair.Create(pod.Name, pod));
}
