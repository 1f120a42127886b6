namespace Outrigger.MetricsServer.Points;

/// <summary>A container of a node: what comes in of it now, and its window.</summary>
internal sealed class ContainerWindow(ContainerKey key, PodWindow pod)
{
    private FreshPoint fresh;
    private PointWindow window;

    public ContainerKey Key { get; } = key;

    public PodWindow Pod { get; } = pod;

    /// <summary>The scrape that told of it last.</summary>
    public int Seen { get; private set; }

    /// <summary>Whether there are two points that make a rate.</summary>
    public bool HasWindow => window.Previous.Exists;

    /// <summary>Null when a counter went backwards, or there is no window.</summary>
    public Usage? Usage => HasWindow ? Usage.Between(window.Previous, window.Last) : null;

    public void Advance(in MetricPoint point, long resolution) => window.Advance(point, resolution);

    /// <summary>The point that is coming in, empty when this scrape tells of the container for the first time.</summary>
    public ref FreshPoint FreshOf(int scrape)
    {
        if (Seen != scrape)
        {
            Seen = scrape;
            fresh = default;
        }

        return ref fresh;
    }
}
