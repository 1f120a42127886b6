namespace Outrigger.Aggregator.Tests.Proxy;

/// <summary><see cref="IdentityTests"/> with a server that speaks HTTP/2.</summary>
public sealed class IdentityOverHttp2Tests : IdentityTests
{
    private protected override bool Http2 => true;
}
