namespace Outrigger.Aggregator.Tests.Hardening;

/// <summary><see cref="StreamTests"/> with a server that speaks HTTP/2.</summary>
[Collection(nameof(MemoryCollection))]
public sealed class StreamOverHttp2Tests : StreamTests
{
    private protected override bool Http2 => true;
}
