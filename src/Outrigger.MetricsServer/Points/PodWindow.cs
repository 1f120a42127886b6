namespace Outrigger.MetricsServer.Points;

/// <summary>A pod of a node. Only the node's scrape changes it; <see cref="Usage"/> is read by any thread.</summary>
internal sealed class PodWindow(PodName name, NodeWindow node)
{
    private volatile PodUsage? usage;

    public PodName Name { get; } = name;

    /// <summary>Whose kubelet told of it.</summary>
    public NodeWindow Node { get; } = node;

    public List<ContainerWindow> Containers { get; } = [];

    /// <summary>Null while there is nothing to show.</summary>
    public PodUsage? Usage => usage;

    /// <summary>How many of its containers have a window.</summary>
    public int Windows { get; private set; }

    /// <summary>
    /// Takes what this scrape told of its containers; false when there are none, or one of them is incomplete, which makes the whole pod as
    /// if it were not there.
    /// </summary>
    public bool Commit(int scrape, long resolution)
    {
        Containers.RemoveAll(c => c.Seen != scrape);
        if (Containers.Count == 0)
        {
            return false;
        }

        foreach (var container in Containers)
        {
            if (!container.FreshOf(scrape).Point.Exists)
            {
                return false;
            }
        }

        Windows = 0;
        foreach (var container in Containers)
        {
            container.Advance(container.FreshOf(scrape).Point, resolution);
            Windows += container.HasWindow ? 1 : 0;
        }

        usage = Windows < Containers.Count ? null : UsageOf(Containers);
        return true;
    }

    /// <summary>Shows nothing any more.</summary>
    public void Clear()
    {
        usage = null;
        Windows = 0;
    }

    // a container whose counter went backwards is left out until its next point
    private static PodUsage? UsageOf(List<ContainerWindow> containers)
    {
        var found = new ContainerUsage[containers.Count];
        var count = 0;
        Usage? earliest = null;
        foreach (var container in containers)
        {
            if (container.Usage is { } used)
            {
                found[count++] = new ContainerUsage(container.Key.Container, used.Cpu, used.Memory);
                earliest = earliest is null || used.Time < earliest.Time ? used : earliest;
            }
        }

        return earliest is null ? null : new PodUsage(earliest.Time, earliest.Window, count == found.Length ? found : found[..count]);
    }
}
