using Outrigger.Aggregator.Tests.Backends;
using Outrigger.Aggregator.Upstream;
using Outrigger.Aggregator.Upstream.Http2;

namespace Outrigger.Aggregator.Tests.Upstream.Http2;

/// <summary>A quiet watch ends when its machine is gone, and not before.</summary>
public sealed class KeepAliveTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(15);
    private readonly FakeTimeProvider clock = new();
    private readonly SemaphoreSlim asked = new(0);
    private readonly SemaphoreSlim answered = new(0);

    [Fact]
    public async Task Quiet45Minutes_MachineThatAnswers_StaysOpen()
    {
        await using var harness = new Http2Harness((peer, _) => ServeAsync(peer, answers: true), clock);
        await using var watch = await harness.SendAsync(new TestRequest("GET", "/w"), Http2Harness.Token);
        var buffer = new byte[10];

        for (var i = 0; i < 90; i++)
        {
            clock.Advance(Tick);
            clock.Advance(Tick);
            await WaitAsync(asked);

            // an event after the answer: both were read when it arrives
            (await watch.ReadAsync(buffer, Http2Harness.Token).AsTask().WaitAsync(Http2Harness.Patience, Http2Harness.Token)).ShouldBe(1);
        }
    }

    [Fact]
    public async Task Quiet_MachineThatIsGone_EndsAfterAMinute()
    {
        await using var harness = new Http2Harness((peer, _) => ServeAsync(peer, answers: false), clock);
        await using var watch = await harness.SendAsync(new TestRequest("GET", "/w"), Http2Harness.Token);
        var reading = watch.ReadAsync(new byte[10], Http2Harness.Token).AsTask();
        clock.Advance(Tick);
        clock.Advance(Tick);
        await WaitAsync(asked);
        clock.Advance(Tick);
        reading.IsCompleted.ShouldBeFalse();

        clock.Advance(Tick);

        (await Should.ThrowAsync<UpstreamException>(reading.WaitAsync(Http2Harness.Patience, Http2Harness.Token))).Failure.ShouldBe(UpstreamFailure.BadAnswer);
        answered.Release();
    }

    [Fact]
    public async Task Cancelled_WhileTheConnectionSaysNothing_TheNextRequestTakesAnother()
    {
        await using var harness = new Http2Harness(
            async (peer, number) =>
            {
                await peer.GreetAsync();
                var (stream, _, _) = await peer.ReadRequestAsync();
                if (number == 1)
                {
                    asked.Release();
                    await peer.ReadAsync(FrameType.ResetStream);
                }
                else
                {
                    await peer.Answer(stream, "c2").SendAsync();
                }

                await Should.ThrowAsync<IOException>(peer.ReadAsync());
            },
            clock);
        using var cancel = new CancellationTokenSource();
        var hanging = harness.SendAsync(new TestRequest("GET", "/x"), cancel.Token).AsTask();
        await WaitAsync(asked);
        clock.Advance(TimeSpan.FromSeconds(5));
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(hanging);

        (await harness.GetAsync()).Body.ShouldBe("c2");
    }

    private static async Task WaitAsync(SemaphoreSlim what) => (await what.WaitAsync(Http2Harness.Patience, Http2Harness.Token)).ShouldBeTrue();

    private async Task ServeAsync(Http2Peer peer, bool answers)
    {
        await peer.GreetAsync();
        var (stream, _, _) = await peer.ReadRequestAsync();
        await peer.Head(stream, false, (":status", "200")).SendAsync();
        while (true)
        {
            var (_, payload) = await peer.ReadAsync(FrameType.Ping);
            asked.Release();
            if (!answers)
            {
                await answered.WaitAsync(Http2Harness.Patience);
                return;
            }

            await peer.Frame(FrameType.Ping, FrameFlags.Ack, 0, payload).Data(stream, "e"u8).SendAsync();
        }
    }
}
