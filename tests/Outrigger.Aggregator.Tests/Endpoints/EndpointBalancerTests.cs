using System.Collections.Immutable;
using System.Net;
using Outrigger.Aggregator.Endpoints;
using Outrigger.Aggregator.Upstream;
using Outrigger.TestKit;

namespace Outrigger.Aggregator.Tests.Endpoints;

public sealed class EndpointBalancerTests
{
    private readonly FakeTimeProvider clock = new();
    private readonly EndpointTurn turn = new();
    private readonly EndpointBalancer balancer;
    private readonly ImmutableArray<UpstreamTarget> targets = [Target(1), Target(2), Target(3)];

    public EndpointBalancerTests() => balancer = new(clock);

    [Fact]
    public void Pick_AllWell_GoesRound() =>
        Pick(300).CountBy(target => target.Endpoint.Port).Select(one => one.Value).ShouldBe([100, 100, 100]);

    [Fact]
    public void Pick_OneFailed_SkipsItForTenSeconds()
    {
        balancer.MarkFailed(targets[1]);
        clock.Advance(TimeSpan.FromSeconds(9));

        Pick(300).ShouldNotContain(targets[1]);
    }

    [Fact]
    public void Pick_TenSecondsAfterAFailure_OneRequestTriesAgain()
    {
        balancer.MarkFailed(targets[1]);
        clock.Advance(TimeSpan.FromSeconds(10));

        Pick(300).Count(target => target == targets[1]).ShouldBe(1);
        clock.Advance(TimeSpan.FromSeconds(10));
        Pick(300).Count(target => target == targets[1]).ShouldBe(1);
    }

    [Fact]
    public void Pick_ReachedAgain_TakesPartAgain()
    {
        balancer.MarkFailed(targets[1]);
        balancer.MarkReached(targets[1]);

        Pick(300).Count(target => target == targets[1]).ShouldBe(100);
    }

    [Fact]
    public void Pick_AllFailed_StillTriesEachOnce()
    {
        foreach (var target in targets)
        {
            balancer.MarkFailed(target);
        }

        var tried = new List<UpstreamTarget>();
        while (balancer.Pick(targets, turn, tried) is { } target)
        {
            tried.Add(target);
        }

        tried.ShouldBe(targets, ignoreOrder: true);
    }

    [Fact]
    public void Pick_RequestsOfTwoServicesInTurn_GoRoundInEach()
    {
        var other = new EndpointTurn();
        ImmutableArray<UpstreamTarget> two = [targets[0], targets[1]];
        var mine = new HashSet<UpstreamTarget>();
        for (var i = 0; i < 4; i++)
        {
            mine.Add(balancer.Pick(two, turn, [])!);
            balancer.Pick(two, other, []);
        }

        mine.Count.ShouldBe(2);
    }

    [Fact]
    public void Pick_FiveMinutesAfterTheLastFailure_NothingIsRemembered()
    {
        balancer.MarkFailed(targets[1]);
        clock.Advance(TimeSpan.FromMinutes(5));

        Pick(300).Count(target => target == targets[1]).ShouldBe(100);
    }

    private static UpstreamTarget Target(int port) => new(new IPEndPoint(IPAddress.Loopback, port), "api.shop.svc", UpstreamTrust.HostRoots, null);

    private List<UpstreamTarget> Pick(int count) => [.. Enumerable.Range(0, count).Select(_ => balancer.Pick(targets, turn, [])!)];
}
