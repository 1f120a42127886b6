namespace Outrigger.Aggregator.Tests.Proxy;

/// <summary><see cref="ProxyHandlerTests"/> with a server that speaks HTTP/2.</summary>
public sealed class ProxyHandlerOverHttp2Tests : ProxyHandlerTests
{
    private protected override bool Http2 => true;
}
