namespace Outrigger.Aggregator.Proxy;

/// <summary>What another server says about one group version: an APIVersionDiscovery (apidiscovery.k8s.io/v2) as JSON.</summary>
internal sealed record DiscoveryDocument(ReadOnlyMemory<byte> Utf8)
{
    /// <summary>Whether both say the same.</summary>
    public bool Equals(DiscoveryDocument? other) => other is not null && Utf8.Span.SequenceEqual(other.Utf8.Span);

    public override int GetHashCode() => Utf8.Length;
}
