using System.IO.Pipelines;
using Outrigger.Aggregator.Upstream;
using Outrigger.Aggregator.Upstream.Http2;

namespace Outrigger.Aggregator.Tests.Upstream.Http2;

/// <summary>What is sent again, and what is not, when a server goes away or refuses.</summary>
public sealed class RepeatTests
{
    [Fact]
    public async Task GoAway_StreamAboveTheLast_IsRepeatedOnAnotherConnection()
    {
        await using var harness = new Http2Harness(async (peer, number) =>
        {
            await peer.GreetAsync();
            var (stream, _, _) = await peer.ReadRequestAsync();
            await (number == 1 ? peer.GoAway(0) : peer.Answer(stream, $"c{number}")).SendAsync();
            await peer.ReadAsync();
        });

        // the body waits for a word that never came: nothing of it was taken
        (await harness.AskAsync(new TestRequest("POST", "/x", ("Expect", "100-continue")).With(new Pipe().Reader))).Body.ShouldBe("c2");
    }

    [Fact]
    public async Task GoAway_StreamBelowTheLast_IsAnsweredAndTheNextGoesElsewhere()
    {
        await using var harness = new Http2Harness(async (peer, number) =>
        {
            await peer.GreetAsync();
            var (stream, _, _) = await peer.ReadRequestAsync();
            await (number == 1 ? peer.GoAway(stream).Answer(stream, "c1") : peer.Answer(stream, "c2")).SendAsync();
            await Should.ThrowAsync<IOException>(peer.ReadAsync());
        });

        (await harness.GetAsync()).Body.ShouldBe("c1");
        (await harness.GetAsync()).Body.ShouldBe("c2");
    }

    [Fact]
    public async Task GoAway_BodyWasTaken_IsNotRepeated()
    {
        await using var harness = new Http2Harness(async (peer, _) =>
        {
            await peer.GreetAsync();
            await peer.ReadRequestAsync();
            await peer.ReadAsync(FrameType.Data);
            await peer.GoAway(0).SendAsync();
            await peer.ReadAsync();
        });

        (await harness.FailAsync(new TestRequest("POST", "/x").With("body"))).Failure.ShouldBe(UpstreamFailure.NoAnswer);
        harness.Backend.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task Cancelled_ByTheHundred_LeavesItsConnectionToThoseWhoHaveIt()
    {
        const int Cancelled = 250;
        await using var harness = new Http2Harness(async (peer, number) =>
        {
            await peer.GreetAsync();
            while (true)
            {
                var (stream, fields, _) = await peer.ReadRequestAsync();
                if (fields.Any(f => f.Value == "/which"))
                {
                    await peer.Answer(stream, $"c{number}").SendAsync();
                }
                else
                {
                    await peer.Head(stream, isEnd: false, (":status", "200")).SendAsync();
                }
            }
        });
        await using var watch = await harness.SendAsync(new TestRequest("GET", "/watch"), Http2Harness.Token);

        for (var i = 0; i < Cancelled; i++)
        {
            await using var one = await harness.SendAsync(new TestRequest("GET", "/cancelled"), Http2Harness.Token);
        }

        (await harness.GetAsync("/which")).Body.ShouldBe("c2");
        harness.Backend.Connections.ShouldBe(2);
        watch.HasMore.ShouldBeFalse();
    }

    [Fact]
    public async Task Refused_Once_IsRepeated()
    {
        await using var harness = new Http2Harness(async (peer, number) =>
        {
            await peer.GreetAsync();
            var (stream, _, _) = await peer.ReadRequestAsync();
            await (number == 1 ? peer.Frame(FrameType.ResetStream, stream, (uint)Http2Error.RefusedStream) : peer.Answer(stream)).SendAsync();
            await Should.ThrowAsync<IOException>(peer.ReadAsync());
        });

        (await harness.AskAsync(new TestRequest("DELETE", "/x"))).Body.ShouldBe("ok");
    }

    [Fact]
    public async Task Refused_Always_FailsAsIfItCouldNotBeReached()
    {
        await using var harness = Http2Harness.Answering((peer, stream, _) =>
            peer.Frame(FrameType.ResetStream, stream, (uint)Http2Error.RefusedStream).SendAsync());

        (await harness.FailAsync()).Failure.ShouldBe(UpstreamFailure.Connect);
        harness.Backend.Connections.ShouldBe(3);
    }

    [Fact]
    public async Task Refused_OneOfTwo_TheConnectionTakesNoMoreThanTheOther()
    {
        var done = new TaskCompletionSource();
        await using var harness = new Http2Harness(async (peer, number) =>
        {
            await peer.GreetAsync();
            var (first, _, _) = await peer.ReadRequestAsync();
            if (number == 2)
            {
                await peer.Answer(first, "c2").SendAsync();
                await peer.ReadAsync();
                return;
            }

            var (second, _, _) = await peer.ReadRequestAsync();
            await peer.Frame(FrameType.ResetStream, second, (uint)Http2Error.RefusedStream).SendAsync();
            await done.Task.WaitAsync(Http2Harness.Patience);
            await peer.Answer(first, "c1").SendAsync();
            await peer.ReadAsync();
        });

        var answers = new[] { harness.GetAsync(), harness.GetAsync() };
        (await await Task.WhenAny(answers)).Body.ShouldBe("c2");
        done.SetResult();

        (await Task.WhenAll(answers)).Select(answer => answer.Body).Order().ShouldBe(["c1", "c2"]);
    }

    [Theory]
    [InlineData("GET", true)]
    [InlineData("DELETE", false)]
    public async Task ConnectionDied_UsedBefore_SafeRequestsAreRepeatedOnce(string method, bool isRepeated)
    {
        await using var harness = new Http2Harness(async (peer, number) =>
        {
            await peer.GreetAsync();
            await peer.Answer((await peer.ReadRequestAsync()).StreamId, $"c{number}").SendAsync();
            await peer.ReadRequestAsync();
        });
        await harness.GetAsync();

        var second = harness.AskAsync(new TestRequest(method, "/x"));

        if (isRepeated)
        {
            (await second).Body.ShouldBe("c2");
        }
        else
        {
            (await Should.ThrowAsync<UpstreamException>(second)).Failure.ShouldBe(UpstreamFailure.NoAnswer);
        }

        harness.Backend.Connections.ShouldBe(isRepeated ? 2 : 1);
    }

    [Fact]
    public async Task ConnectionDied_New_IsNotRepeated()
    {
        await using var harness = new Http2Harness(async (peer, _) =>
        {
            await peer.GreetAsync();
            await peer.ReadRequestAsync();
        });

        (await harness.FailAsync()).Failure.ShouldBe(UpstreamFailure.NoAnswer);
        harness.Backend.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task NoStreamsAtAll_IsNotReached()
    {
        await using var harness = new Http2Harness(async (peer, _) =>
        {
            await peer.GreetAsync((SettingId.MaxConcurrentStreams, 0));
            await peer.ReadAsync();
        });

        (await harness.FailAsync()).Failure.ShouldBe(UpstreamFailure.Connect);
    }

    [Fact]
    public async Task NoSettings_IsNotReached()
    {
        await using var harness = new Http2Harness(
            async (peer, _) => await peer.ReadAsync(FrameType.GoAway), options: new() { ConnectTimeout = TimeSpan.FromMilliseconds(300) });

        var fault = await harness.FailAsync();

        fault.Failure.ShouldBe(UpstreamFailure.Connect);
    }

    [Fact]
    public async Task KeepOnly_WatchUnderWay_GoesOnAndTheConnectionEndsAfterIt()
    {
        var next = new SemaphoreSlim(0);
        var ended = new TaskCompletionSource();
        await using var harness = new Http2Harness(async (peer, _) =>
        {
            await peer.GreetAsync();
            var (stream, _, _) = await peer.ReadRequestAsync();
            await peer.Head(stream, false, (":status", "200")).SendAsync();
            await next.WaitAsync(Http2Harness.Patience);
            await peer.Data(stream, "event"u8, isEnd: true).SendAsync();
            await Should.ThrowAsync<IOException>(peer.ReadAsync());
            ended.SetResult();
        });
        await using var response = await harness.SendAsync(new TestRequest("GET", "/w"), Http2Harness.Token);

        harness.Client.Pool.KeepOnly(new HashSet<UpstreamTarget>());
        harness.Client.Pool.Shared.Count.ShouldBe(0);
        next.Release();

        (await UpstreamHarness.ReadAsync(response)).ShouldBe("event");
        await ended.Task.WaitAsync(Http2Harness.Patience, Http2Harness.Token);
    }
}
