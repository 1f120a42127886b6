using System.Net;
using Outrigger.Aggregator.Upstream;
using Outrigger.Aggregator.Upstream.Http2;

namespace Outrigger.Aggregator.Tests.Upstream.Http2;

/// <summary>Whoever waits for a dial learns how that one went, and of no other.</summary>
public sealed class SharedDialTests
{
    private static readonly UpstreamTarget Target = new(new IPEndPoint(IPAddress.Loopback, 443), "a.b.svc", UpstreamTrust.Anybody, null);
    private readonly SharedConnections shared = new(new UpstreamOptions(), TimeProvider.System);

    [Fact]
    public async Task DialBesideOthers_Fails_TellsNobodyWhoWaitsForAnother()
    {
        shared.BeginDial(Target, out var known).ShouldBeNull();
        shared.EndDial(Target, known, null, isHttp1: true, null);
        shared.BeginDial(Target, out var beside).ShouldBeNull();
        beside.ShouldBeNull("a server that speaks HTTP/1.1 is dialled by everybody");
        shared.EndDial(Target, beside, null, isHttp1: false, new UpstreamException(UpstreamFailure.Connect, "refused"));

        shared.BeginDial(Target, out var own).ShouldBeNull();
        var waiting = shared.BeginDial(Target, out _).ShouldNotBeNull();
        shared.EndDial(Target, beside, null, isHttp1: false, new UpstreamException(UpstreamFailure.Connect, "refused, too"));
        waiting.IsCompleted.ShouldBeFalse();

        shared.EndDial(Target, own, null, isHttp1: false, null);
        (await waiting.WaitAsync(Http2Harness.Patience, Http2Harness.Token)).ShouldBeNull();
    }
}
