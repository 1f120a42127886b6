using System.IO.Pipelines;
using Outrigger.Aggregator.Tests.Backends;
using Outrigger.Aggregator.Upstream;
using Outrigger.Aggregator.Upstream.Http2;

namespace Outrigger.Aggregator.Tests.Upstream.Http2;

/// <summary>A server that speaks HTTP/2 and then asks for HTTP/1.1 (HTTP_1_1_REQUIRED): it gets that, now and for a while.</summary>
public sealed class Http1RequiredTests
{
    private readonly List<string> overHttp1 = [];

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public async Task Reset_WithoutABody_IsSentAgainOverHttp1AndSoAreTheNext(string method)
    {
        await using var harness = Requiring((peer, stream) => Reset(peer, stream));

        (await harness.AskAsync(new TestRequest(method, "/one"))).Body.ShouldBe("c2");
        (await harness.AskAsync(new TestRequest("POST", "/two").With("body"))).Body.ShouldBe("c2");

        overHttp1.ShouldBe([$"{method} /one ", "POST /two body"]);
        harness.Backend.Connections.ShouldBe(2, "nobody tries HTTP/2 again");
    }

    [Fact]
    public async Task Reset_OfABodyThatWaits_SendsItOverHttp1()
    {
        await using var harness = Requiring((peer, stream) => Reset(peer, stream));
        var body = new Pipe();
        var answer = harness.AskAsync(new TestRequest("POST", "/x", ("Expect", "100-continue")).With(body.Reader));

        // there only when the server over HTTP/1.1 waits for it
        await Eventually.TrueAsync(() => harness.Backend.Connections == 2, "the second connection", Http2Harness.Patience);
        await body.Writer.WriteAsync("late"u8.ToArray(), Http2Harness.Token);
        await body.Writer.CompleteAsync();

        (await answer).Body.ShouldBe("c2");
        overHttp1.ShouldBe(["POST /x late"]);
    }

    [Fact]
    public async Task Reset_OfABodyThatWasTaken_FailsAndTheNextGoesOverHttp1()
    {
        await using var harness = Requiring(async (peer, stream) =>
        {
            await peer.ReadAsync(FrameType.Data);
            Reset(peer, stream);
        });

        var fault = await harness.FailAsync(new TestRequest("POST", "/x").With("body"));

        (fault.Failure, fault.Message).ShouldBe((UpstreamFailure.NoAnswer, "stream error: stream ID 1; HTTP_1_1_REQUIRED; received from peer"));
        (await harness.GetAsync()).Body.ShouldBe("c2");
    }

    [Theory]
    [InlineData("200")]
    [InlineData("103")] // an interim answer: the server has looked at the request
    public async Task Reset_OfAnAnswerThatBegan_IsNotSentAgain(string status)
    {
        await using var harness = Requiring((peer, stream) => Reset(peer.Head(stream, false, (":status", status)), stream));

        (await harness.FailAsync()).Failure.ShouldBe(UpstreamFailure.BadAnswer);
        overHttp1.ShouldBeEmpty();
    }

    [Fact]
    public async Task Reset_LeavesTheWatchesOfTheConnection()
    {
        var over = new TaskCompletionSource();
        await using var harness = new Http2Harness(
            async (peer, _) =>
            {
                await peer.GreetAsync();
                var (watch, _, _) = await peer.ReadRequestAsync();
                await peer.Head(watch, false, (":status", "200")).SendAsync();
                Reset(peer, (await peer.ReadRequestAsync()).StreamId);
                await peer.SendAsync();
                await over.Task.WaitAsync(Http2Harness.Patience);
                await peer.Data(watch, "event"u8, isEnd: true).SendAsync();
                await Should.ThrowAsync<IOException>(peer.ReadAsync());
            },
            overHttp1: AnswerAsync);
        await using var watching = await harness.SendAsync(new TestRequest("GET", "/watch"), Http2Harness.Token);

        (await harness.GetAsync()).Body.ShouldBe("c2");
        over.SetResult();

        (await UpstreamHarness.ReadAsync(watching)).ShouldBe("event");
    }

    [Theory]
    [InlineData("GET", true)] // the server may have done something about it: only what is safe is sent again
    [InlineData("DELETE", false)]
    public async Task GoAway_StreamBelowTheLast_SafeRequestsAreSentAgain(string method, bool isRepeated)
    {
        await using var harness = new Http2Harness(
            async (peer, _) =>
            {
                await peer.GreetAsync();
                var (stream, _, _) = await peer.ReadRequestAsync();
                await peer.GoAway(stream, Http2Error.Http11Required).SendAsync();
            },
            overHttp1: AnswerAsync);

        if (isRepeated)
        {
            (await harness.AskAsync(new TestRequest(method, "/x"))).Body.ShouldBe("c2");
        }
        else
        {
            (await harness.FailAsync(new TestRequest(method, "/x"))).Failure.ShouldBe(UpstreamFailure.NoAnswer);
            (await harness.GetAsync()).Body.ShouldBe("c2", "the next one");
        }
    }

    [Theory]
    [InlineData(true)] // at once, with the SETTINGS
    [InlineData(false)]
    public async Task GoAway_OfEverything_SendsAnyRequestOverHttp1(bool atOnce)
    {
        await using var harness = new Http2Harness(
            async (peer, _) =>
            {
                if (atOnce)
                {
                    await peer.Settings().GoAway(0, Http2Error.Http11Required).SendAsync();
                }
                else
                {
                    await peer.GreetAsync();
                    await peer.ReadRequestAsync();
                    await peer.GoAway(0, Http2Error.Http11Required).SendAsync();
                }

                await DrainAsync(peer);
            },
            overHttp1: AnswerAsync);

        (await harness.AskAsync(new TestRequest("DELETE", "/one"))).Body.ShouldBe("c2");
        (await harness.AskAsync(new TestRequest("POST", "/two").With("body"))).Body.ShouldBe("c2");
        overHttp1.ShouldBe(["DELETE /one ", "POST /two body"]);
    }

    [Fact]
    public async Task Http2_AfterTenMinutes_IsTriedAgainByARequestWithoutABody()
    {
        var clock = new FakeTimeProvider();
        await using var harness = new Http2Harness(
            async (peer, number) =>
            {
                await peer.GreetAsync();
                while (true)
                {
                    var (stream, _, _) = await peer.ReadRequestAsync();
                    await (number == 1 ? Reset(peer, stream) : peer.Answer(stream, $"h2 c{number}")).SendAsync();
                }
            },
            clock,
            overHttp1: AnswerAsync);

        (await harness.GetAsync()).Body.ShouldBe("c2");
        await MoveAsync(harness, clock, TimeSpan.FromMinutes(9));
        (await harness.GetAsync()).Body.ShouldBe("c3");
        await MoveAsync(harness, clock, TimeSpan.FromMinutes(2));
        (await harness.AskAsync(new TestRequest("POST", "/x").With("body"))).Body.ShouldBe("c4", "what cannot be sent again does not try");
        await MoveAsync(harness, clock, TimeSpan.FromMinutes(2));
        (await harness.GetAsync()).Body.ShouldBe("h2 c5");
        (await harness.AskAsync(new TestRequest("POST", "/x").With("body"))).Body.ShouldBe("h2 c5");
    }

    /// <summary>A server that does so to its first request over HTTP/2, and answers all over HTTP/1.1.</summary>
    private Http2Harness Requiring(Func<Http2Peer, int, Task> refuse) => new(
        async (peer, _) =>
        {
            await peer.GreetAsync();
            var (stream, _, _) = await peer.ReadRequestAsync();
            await refuse(peer, stream);
            await peer.SendAsync();
            await DrainAsync(peer);
        },
        overHttp1: AnswerAsync);

    private Http2Harness Requiring(Func<Http2Peer, int, Http2Peer> refuse) => Requiring((peer, stream) =>
    {
        refuse(peer, stream);
        return Task.CompletedTask;
    });

    private async Task AnswerAsync(BackendConnection connection)
    {
        while (await connection.ReadHeadAsync() is { } head)
        {
            if (head.Values("Expect").Count > 0)
            {
                await connection.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n");
            }

            var body = System.Text.Encoding.UTF8.GetString(await connection.ReadBodyAsync(head));
            overHttp1.Add($"{head.Method} {head.Target} {body}");
            await connection.AnswerAsync(200, $"c{connection.Number}");
        }
    }

    private static async Task DrainAsync(Http2Peer peer)
    {
        while (true)
        {
            await peer.ReadAsync();
        }
    }

    private static Http2Peer Reset(Http2Peer peer, int stream) => peer.Frame(FrameType.ResetStream, stream, (uint)Http2Error.Http11Required);

    /// <summary>Lets the time go by; connections that nobody uses end on the way.</summary>
    private static async Task MoveAsync(Http2Harness harness, FakeTimeProvider clock, TimeSpan time)
    {
        clock.Advance(time);
        await Eventually.TrueAsync(() => harness.Client.Pool.IdleCount == 0, "the idle connections to end", Http2Harness.Patience);
    }
}
