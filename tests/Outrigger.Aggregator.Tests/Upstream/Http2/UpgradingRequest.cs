using Outrigger.Aggregator.Upstream;

namespace Outrigger.Aggregator.Tests.Upstream.Http2;

/// <summary>A request that asks to change the protocol.</summary>
internal sealed class UpgradingRequest : UpstreamRequest
{
    public override string Method => "GET";

    public override bool KeepsConnection => false;

    public override void WriteHead(RequestHeadWriter head, UpstreamTarget target)
    {
        head.Start(Method, "/x");
        head.Add("Host"u8, target.Authority);
        head.Add("Connection"u8, "Upgrade");
        head.Add("Upgrade"u8, "foo");
    }
}
