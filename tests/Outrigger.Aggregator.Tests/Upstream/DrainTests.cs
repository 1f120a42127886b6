using Outrigger.Aggregator.Tests.Backends;

namespace Outrigger.Aggregator.Tests.Upstream;

/// <summary>Connections to targets that are gone: endpoints, bundles and client certificates change.</summary>
public sealed class DrainTests
{
    [Fact]
    public async Task KeepOnly_IdleConnectionOfAnotherTarget_Ends()
    {
        var ended = new TaskCompletionSource();
        await using var harness = new UpstreamHarness(async connection =>
        {
            while (await connection.ReadAsync() is not null)
            {
                await connection.AnswerAsync(200, "ok");
            }

            ended.SetResult();
        });
        await harness.GetAsync();

        harness.Client.Pool.KeepOnly(new HashSet<Aggregator.Upstream.UpstreamTarget>());

        harness.Client.Pool.IdleCount.ShouldBe(0);
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task KeepOnly_RequestUnderWay_FinishesAndItsConnectionIsNotUsedAgain()
    {
        await using var harness = UpstreamHarness.Answering((connection, _) => connection.AnswerAsync(200, "whole"));
        await using (var response = await harness.Client.SendAsync(harness.Target, new TestRequest("GET", "/x"), false, TestContext.Current.CancellationToken))
        {
            harness.Client.Pool.KeepOnly(new HashSet<Aggregator.Upstream.UpstreamTarget>());
            (await UpstreamHarness.ReadAsync(response)).ShouldBe("whole");
        }

        harness.Client.Pool.IdleCount.ShouldBe(0);
    }

    [Fact]
    public async Task KeepOnly_SameTarget_KeepsItsConnection()
    {
        await using var harness = UpstreamHarness.Answering((connection, _) => connection.AnswerAsync(200, "ok"));
        await harness.GetAsync();

        harness.Client.Pool.KeepOnly(new HashSet<Aggregator.Upstream.UpstreamTarget> { harness.Target with { } });
        await harness.GetAsync();

        harness.Backend.Connections.ShouldBe(1);
    }
}
