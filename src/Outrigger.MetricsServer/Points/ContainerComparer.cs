namespace Outrigger.MetricsServer.Points;

/// <summary>Finds containers by the bytes of their names, so that no text is made for what is known.</summary>
internal sealed class ContainerComparer : IEqualityComparer<ContainerKey>, IAlternateEqualityComparer<ContainerNames, ContainerKey>
{
    public static ContainerComparer Instance { get; } = new();

    public bool Equals(ContainerKey? x, ContainerKey? y) => ReferenceEquals(x, y)
        || (x is not null && y is not null && x.Pod == y.Pod && string.Equals(x.Container, y.Container, StringComparison.Ordinal));

    public int GetHashCode(ContainerKey obj) => obj.Hash;

    public bool Equals(ContainerNames alternate, ContainerKey other) => alternate.Are(other);

    public int GetHashCode(ContainerNames alternate) => alternate.Hash;

    public ContainerKey Create(ContainerNames alternate) => alternate.ToKey();
}
