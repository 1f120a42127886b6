using Outrigger.MetricsServer.Failures;
using Outrigger.MetricsServer.Parsing;

namespace Outrigger.MetricsServer.Points;

/// <summary>
/// A node and the containers that its kubelet tells of. A scrape is <see cref="Begin"/>, <see cref="Accept"/> for each sample, then
/// <see cref="Commit"/> or <see cref="Clear"/>; one at a time. Readers see nothing of a scrape that was not committed.
/// </summary>
internal sealed class NodeWindow(string name, MetricsStore store)
{
    /// <summary>Kubernetes' limit is 110 pods a node, or a few hundred; a kubelet that tells of more containers fills memory.</summary>
    public const int MostContainers = 10_000;

    private readonly Dictionary<ContainerKey, ContainerWindow> containers = new(ContainerComparer.Instance);
    private readonly Dictionary<PodName, PodWindow> pods = [];
    private PointWindow window;
    private FreshPoint fresh;
    private volatile Usage? usage;
    private long requested;
    private int scrape;

    public string Name { get; } = name;

    /// <summary>Null while there is nothing to show.</summary>
    public Usage? Usage => usage;

    /// <summary>How many containers have a window; for a metric.</summary>
    public int Windows { get; private set; }

    /// <summary>A scrape begins.</summary>
    /// <param name="now">The time of samples that have none of their own.</param>
    public void Begin(DateTimeOffset now)
    {
        scrape++;
        fresh = default;
        requested = Nanoseconds(now.ToUnixTimeMilliseconds());
    }

    /// <summary>A sample; throws when there are more containers than a node can have.</summary>
    public void Accept(in ResourceSample sample)
    {
        var time = sample.Timestamp == 0 ? requested : Nanoseconds(sample.Timestamp);
        switch (sample.Kind)
        {
            case SampleKind.NodeCpu: fresh.SetCpu(sample.Value, time); break;
            case SampleKind.NodeMemory: fresh.SetMemory(sample.Value, time); break;
            case SampleKind.ContainerCpu: FreshOf(sample).SetCpu(sample.Value, time); break;
            case SampleKind.ContainerMemory: FreshOf(sample).SetMemory(sample.Value, time); break;
            case SampleKind.ContainerStart: FreshOf(sample).SetStart(sample.Value); break;
        }
    }

    /// <summary>The scrape is whole: what it told is shown from now on. False when it told nothing usable of the node itself.</summary>
    public bool Commit(TimeSpan resolution)
    {
        var step = PointWindow.Nanoseconds(resolution);
        Windows = 0;
        foreach (var pod in pods.Values)
        {
            if (pod.Commit(scrape, step))
            {
                store.Show(pod);
                Windows += pod.Windows;
            }
            else
            {
                Remove(pod);
            }
        }

        foreach (var (key, container) in containers)
        {
            if (container.Seen != scrape)
            {
                containers.Remove(key);
            }
        }

        return CommitNode(step);
    }

    /// <summary>The scrape failed, or the node is gone: old figures are not shown, and not compared with later ones.</summary>
    public void Clear()
    {
        foreach (var pod in pods.Values)
        {
            Remove(pod);
        }

        pods.Clear();
        containers.Clear();
        window = default;
        usage = null;
        Windows = 0;
    }

    private static long Nanoseconds(long milliseconds) => milliseconds * 1_000_000;

    private bool CommitNode(long step)
    {
        var point = fresh.Point;
        if (!point.Exists)
        {
            window = default;
            usage = null;
            return false;
        }

        window.Advance(point, step);
        usage = window.Previous.Exists ? Usage.Between(window.Previous, window.Last) : null;
        return true;
    }

    private void Remove(PodWindow pod)
    {
        store.Hide(pod);
        pod.Clear();
        pods.Remove(pod.Name);
        foreach (var container in pod.Containers)
        {
            containers.Remove(container.Key);
        }
    }

    private ref FreshPoint FreshOf(in ResourceSample sample)
    {
        var names = new ContainerNames(sample.Namespace, sample.Pod, sample.Container);
        if (!containers.GetAlternateLookup<ContainerNames>().TryGetValue(names, out var container))
        {
            container = Add(names.ToKey());
        }

        return ref container.FreshOf(scrape);
    }

    private ContainerWindow Add(ContainerKey key)
    {
        if (containers.Count >= MostContainers)
        {
            throw new ScrapeException(ScrapeFailure.TooLarge, $"it tells of more than {MostContainers} containers");
        }

        if (!pods.TryGetValue(key.Pod, out var pod))
        {
            pods.Add(key.Pod, pod = new PodWindow(key.Pod, this));
        }

        var container = new ContainerWindow(key, pod);
        pod.Containers.Add(container);
        containers.Add(key, container);
        return container;
    }
}
