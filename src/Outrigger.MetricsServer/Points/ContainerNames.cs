using System.Text;

namespace Outrigger.MetricsServer.Points;

/// <summary>The same as <see cref="ContainerKey"/>, as bytes of the answer that is being read.</summary>
internal readonly ref struct ContainerNames(ReadOnlySpan<byte> ns, ReadOnlySpan<byte> pod, ReadOnlySpan<byte> container)
{
    private readonly ReadOnlySpan<byte> ns = ns;
    private readonly ReadOnlySpan<byte> pod = pod;
    private readonly ReadOnlySpan<byte> container = container;

    /// <summary>Seeded by the process, so that nobody can choose names that collide.</summary>
    public int Hash
    {
        get
        {
            var hash = new HashCode();
            hash.AddBytes(ns);
            hash.AddBytes(pod);
            hash.AddBytes(container);
            return hash.ToHashCode();
        }
    }

    public bool Are(ContainerKey key) =>
        Ascii.Equals(pod, key.Pod.Name) && Ascii.Equals(container, key.Container) && Ascii.Equals(ns, key.Pod.Namespace);

    public ContainerKey ToKey() =>
        new(new PodName(Encoding.ASCII.GetString(ns), Encoding.ASCII.GetString(pod)), Encoding.ASCII.GetString(container), Hash);
}
