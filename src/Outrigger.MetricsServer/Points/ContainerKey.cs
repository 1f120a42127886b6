namespace Outrigger.MetricsServer.Points;

/// <summary>Which container of a node, with the hash of its names' bytes.</summary>
internal sealed class ContainerKey(PodName pod, string container, int hash)
{
    public PodName Pod { get; } = pod;

    public string Container { get; } = container;

    public int Hash { get; } = hash;
}
