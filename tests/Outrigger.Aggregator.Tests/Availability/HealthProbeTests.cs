using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Outrigger.Aggregator.Availability;
using Outrigger.Aggregator.Discovery;
using Outrigger.Aggregator.Endpoints;
using Outrigger.Aggregator.Proxy;
using Outrigger.Aggregator.Tests.Backends;
using Outrigger.Aggregator.Upstream;
using Outrigger.TestKit;

namespace Outrigger.Aggregator.Tests.Availability;

public sealed class HealthProbeTests : IDisposable
{
    private readonly TestPki pki = new();
    private readonly FakeTimeProvider clock = new();
    private readonly UpstreamClient client;
    private readonly EndpointBalancer balancer;
    private readonly HealthProbe probe;

    public HealthProbeTests()
    {
        client = new UpstreamClient(new(), clock);
        balancer = new EndpointBalancer(clock);
        probe = new HealthProbe(client, balancer, clock);
    }

    [Fact]
    public async Task Run_OneOfTwoEndpointsHangs_ItIsAvoidedThoughTheOtherIsWell()
    {
        await using var well = ScriptedBackend.Answering(pki.Serve("api.shop.svc"), (connection, _) => connection.AnswerAsync(200, ""));
        var asked = 0;
        await using var hung = new ScriptedBackend(pki.Serve("api.shop.svc"), async connection =>
        {
            await connection.ReadAsync();
            Interlocked.Increment(ref asked);
            await connection.ReadAsync();
        });
        var model = Model(well.Endpoint, hung.Endpoint);

        (await probe.RunAsync(model, TestContext.Current.CancellationToken)).ShouldBeNull();

        await Eventually.TrueAsync(() => Volatile.Read(ref asked) > 1, "the other tries go on");
        clock.Advance(TimeSpan.FromSeconds(5));
        await probe.Rest.WaitAsync(TimeSpan.FromSeconds(30));

        // the clock may have overtaken its second try, which is no fault of its own
        balancer.MarkReached(model.Targets[0]);
        Enumerable.Range(0, 10).Select(_ => balancer.Pick(model.Targets, model.Turn, [])!.Endpoint).ShouldAllBe(one => one.Equals(well.Endpoint));
    }

    [Fact]
    public async Task Run_Cancelled_LeavesNothingUnderWay()
    {
        await using var well = ScriptedBackend.Answering(pki.Serve("api.shop.svc"), (connection, _) => connection.AnswerAsync(200, ""));
        await using var hung = new ScriptedBackend(pki.Serve("api.shop.svc"), async connection =>
        {
            await connection.ReadAsync();
            await connection.ReadAsync();
        });
        using var stop = new CancellationTokenSource();
        await probe.RunAsync(Model(well.Endpoint, hung.Endpoint), stop.Token);

        await stop.CancelAsync();

        await probe.Rest.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task NoEndpoints_IsAFailureLikeOthers()
    {
        (await probe.RunAsync(Model(), TestContext.Current.CancellationToken)).ShouldEndWith("no endpoints are available");

        var discovery = new RemoteDiscovery(client, balancer, clock, NullLogger.Instance);
        (await discovery.ReadAsync(Model(), TestContext.Current.CancellationToken)).ShouldBeNull();
    }

    public void Dispose() => client.Dispose();

    private RemoteModel Model(params IPEndPoint[] endpoints)
    {
        var (trust, credential) = (UpstreamTrust.FromBundle(pki.Bundle), new UpstreamCredential(pki.Client("front-proxy-client")));
        return new("v1.shop.io", new("shop.io", "v1"), true, null, [.. endpoints.Select(one => new UpstreamTarget(one, "api.shop.svc", trust, credential))]);
    }
}
