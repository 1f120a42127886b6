using System.IO.Pipelines;
using System.Text;
using Outrigger.Aggregator.Upstream;
using Outrigger.Aggregator.Upstream.Http2;
using Outrigger.TestKit;

namespace Outrigger.Aggregator.Tests.Upstream.Http2;

public sealed class Http2ClientTests
{
    [Fact]
    public async Task SendAsync_RepeatedFields_StaySeparate()
    {
        IReadOnlyList<HeaderField>? seen = null;
        await using var harness = Http2Harness.Answering((peer, stream, fields) =>
        {
            seen = fields;
            return peer.Answer(stream, "hello").SendAsync();
        });

        var answer = await harness.AskAsync(new TestRequest("GET", "/apis?a=b", ("X-Remote-Group", "dev,system:masters"), ("X-Remote-Group", "b")));

        answer.ShouldBe((200, "hello"));
        seen!.Select(field => $"{field.Name}: {field.Value}").ShouldBe(
        [
            ":method: GET", ":scheme: https", ":path: /apis?a=b", $":authority: {harness.Target.Authority}",
            "X-Remote-Group: dev,system:masters", "X-Remote-Group: b",
        ]);
    }

    [Fact]
    public async Task SendAsync_ManyAtOnce_ShareAConnection()
    {
        await using var harness = new Http2Harness(async (peer, _) =>
        {
            await peer.GreetAsync();
            var streams = new List<int>();
            for (var i = 0; i < 50; i++)
            {
                streams.Add((await peer.ReadRequestAsync()).StreamId);
            }

            // all are there before the first is answered, and the last is answered first
            streams.Reverse();
            streams.ForEach(stream => peer.Answer(stream, $"{stream}"));
            await peer.SendAsync();
            await peer.ReadAsync();
        });

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => harness.GetAsync()));

        answers.Select(answer => answer.Body).Order().ShouldBe(Enumerable.Range(0, 50).Select(i => $"{(2 * i) + 1}").Order());
        harness.Backend.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task SendAsync_ServerTakesTwoStreams_OpensMoreConnections()
    {
        var all = new TaskCompletionSource();
        var open = 0;
        await using var harness = new Http2Harness(async (peer, _) =>
        {
            await peer.GreetAsync((SettingId.MaxConcurrentStreams, 2));
            for (var i = 0; i < 2; i++)
            {
                peer.Answer((await peer.ReadRequestAsync()).StreamId);
                if (Interlocked.Increment(ref open) == 6)
                {
                    all.SetResult();
                }
            }

            await all.Task.WaitAsync(Http2Harness.Patience);
            await peer.SendAsync();
            await peer.ReadAsync();
        });

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => harness.GetAsync()));

        harness.Backend.Connections.ShouldBe(3);
    }

    [Fact]
    public async Task SendAsync_UpgradeOrLargeHead_GoesAloneOverHttp1()
    {
        await using var harness = new Http2Harness(
            async (peer, _) =>
            {
                await peer.GreetAsync((SettingId.MaxHeaderListSize, 4000));
                peer.Answer((await peer.ReadRequestAsync()).StreamId, "h2");
                await peer.SendAsync();
                await peer.ReadAsync();
            },
            overHttp1: async connection =>
            {
                while (await connection.ReadAsync() is not null)
                {
                    await connection.AnswerAsync(200, "h1");
                }
            });
        var many = Enumerable.Range(0, 70).Select(i => ("X-Remote-Group", $"g{i}")).ToArray();

        (await harness.GetAsync()).Body.ShouldBe("h2");
        (await harness.AskAsync(new TestRequest("GET", "/x", many))).Body.ShouldBe("h1", "many fields");
        (await harness.AskAsync(new TestRequest("GET", "/x", ("X", new string('v', 9000))))).Body.ShouldBe("h1", "a long head");
        (await harness.AskAsync(new TestRequest("GET", "/x", ("X", new string('v', 5000))))).Body.ShouldBe("h1", "longer than the server says");
        (await harness.AskAsync(new UpgradingRequest())).Body.ShouldBe("h1", "an upgrade");
        harness.Client.Pool.Shared.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SendAsync_Body_ArrivesWholeAsTheWindowAllows(bool hasLength)
    {
        const string Text = "0123456789abcdefghij";
        var body = "";
        var ends = 0;
        await using var harness = new Http2Harness(async (peer, _) =>
        {
            await peer.GreetAsync((SettingId.InitialWindowSize, 7));
            var (stream, fields, isEnd) = await peer.ReadRequestAsync();
            isEnd.ShouldBeFalse();
            fields.Any(field => field.Is("Content-Length")).ShouldBe(hasLength);
            while (ends == 0)
            {
                var (head, payload) = await peer.ReadAsync(FrameType.Data);
                payload.Length.ShouldBeLessThanOrEqualTo(7);
                body += Encoding.ASCII.GetString(payload);
                ends += head.Has(FrameFlags.EndStream) ? 1 : 0;
                await peer.Frame(FrameType.WindowUpdate, stream, 7).SendAsync();
            }

            await peer.Answer(stream).SendAsync();
            await peer.ReadAsync();
        });
        var pipe = PipeReader.Create(new MemoryStream(Encoding.ASCII.GetBytes(Text)));

        (await harness.AskAsync(new TestRequest("POST", "/x").With(pipe, hasLength ? Text.Length : null))).Status.ShouldBe(200);

        body.ShouldBe(Text);
    }

    [Fact]
    public async Task SendAsync_ExpectContinue_HoldsTheBodyBack()
    {
        await using var harness = new Http2Harness(
            async (peer, _) =>
            {
                await peer.GreetAsync();
                var (stream, fields, _) = await peer.ReadRequestAsync();
                fields.ShouldContain(new HeaderField("Expect", "100-continue"));
                await peer.Head(stream, false, (":status", "100")).SendAsync();
                var (_, payload) = await peer.ReadAsync(FrameType.Data);
                await peer.Answer(stream, Encoding.ASCII.GetString(payload)).SendAsync();
                await peer.ReadAsync();
            },
            options: new() { ContinueTimeout = TimeSpan.FromHours(1) });

        (await harness.AskAsync(new TestRequest("POST", "/x", ("Expect", "100-continue")).With("body"))).ShouldBe((200, "body"));
    }

    [Fact]
    public async Task SendAsync_EarlyAnswer_IsReadAndTheRestOfTheBodyIsCancelled()
    {
        var reset = new TaskCompletionSource<uint>();
        await using var harness = new Http2Harness(async (peer, _) =>
        {
            await peer.GreetAsync();
            await peer.Answer((await peer.ReadRequestAsync()).StreamId, "no").SendAsync();
            reset.SetResult(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian((await peer.ReadAsync(FrameType.ResetStream)).Payload));
            await peer.Answer((await peer.ReadRequestAsync()).StreamId, "next").SendAsync();
            await peer.ReadAsync();
        });

        (await harness.AskAsync(new TestRequest("POST", "/x").With(new Pipe().Reader))).Body.ShouldBe("no");
        (await reset.Task.WaitAsync(Http2Harness.Patience, Http2Harness.Token)).ShouldBe((uint)Http2Error.Cancel);
        (await harness.GetAsync()).Body.ShouldBe("next");
        harness.Backend.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task SendAsync_Cancelled_ResetsTheStreamAlone()
    {
        var asked = new TaskCompletionSource();
        await using var harness = new Http2Harness(async (peer, _) =>
        {
            await peer.GreetAsync();
            await peer.ReadRequestAsync();
            asked.SetResult();
            (await peer.ReadAsync(FrameType.ResetStream)).Head.StreamId.ShouldBe(1);
            await peer.Answer((await peer.ReadRequestAsync()).StreamId).SendAsync();
            await peer.ReadAsync();
        });
        using var cancel = new CancellationTokenSource();

        var sending = harness.SendAsync(new TestRequest("GET", "/x"), cancel.Token).AsTask();
        await asked.Task.WaitAsync(Http2Harness.Patience, Http2Harness.Token);
        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(sending);
        (await harness.GetAsync()).Status.ShouldBe(200);
        harness.Backend.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task ReadAsync_WatchWithTrailers_GivesEachPieceAsItComes()
    {
        var next = new SemaphoreSlim(0);
        await using var harness = Http2Harness.Answering(async (peer, stream, _) =>
        {
            await peer.Head(stream, false, (":status", "200")).SendAsync();
            foreach (var piece in new[] { "one", "two" })
            {
                await next.WaitAsync(Http2Harness.Patience);
                await peer.Data(stream, Encoding.ASCII.GetBytes(piece)).SendAsync();
            }

            await peer.Head(stream, true, ("x-remote-user", "evil")).SendAsync();
        });

        await using var response = await harness.SendAsync(new TestRequest("GET", "/w"), Http2Harness.Token);
        var buffer = new byte[100];
        foreach (var piece in new[] { "one", "two" })
        {
            response.HasMore.ShouldBeFalse();
            next.Release();
            await response.WaitAsync(Http2Harness.Token);
            Encoding.ASCII.GetString(buffer, 0, await response.ReadAsync(buffer, Http2Harness.Token)).ShouldBe(piece);
        }

        (await response.ReadAsync(buffer, Http2Harness.Token)).ShouldBe(0);
        response.Head.Find("X-Remote-User").ShouldBeNull();
    }

    [Fact]
    public async Task SendAsync_ServerChoosesHttp1_IsServedAsBefore()
    {
        await using var harness = UpstreamHarness.Answering((connection, request) => connection.AnswerAsync(200, request.Target));

        (await harness.GetAsync("/a")).Body.ShouldBe("/a");

        harness.Client.Pool.IdleCount.ShouldBe(1);
        harness.Client.Pool.Shared.Count.ShouldBe(0);
    }

    [Fact]
    public async Task SendAsync_SwitchedOff_OffersHttp1Alone()
    {
        await using var harness = new Http2Harness(
            (_, _) => throw new InvalidOperationException("HTTP/2 was offered"),
            options: new() { Http2 = false },
            overHttp1: async connection =>
            {
                await connection.ReadAsync();
                await connection.AnswerAsync(200, "h1");
            });

        (await harness.GetAsync()).Body.ShouldBe("h1");
    }

    [Fact]
    public async Task Sweep_UnusedForLong_EndsTheConnection()
    {
        var clock = new FakeTimeProvider();
        var ended = new TaskCompletionSource();
        await using var harness = new Http2Harness(
            async (peer, _) =>
            {
                await peer.GreetAsync();
                await peer.Answer((await peer.ReadRequestAsync()).StreamId).SendAsync();
                await Should.ThrowAsync<IOException>(peer.ReadAsync());
                ended.SetResult();
            },
            clock,
            new() { IdleTimeout = TimeSpan.FromSeconds(20) });
        await harness.GetAsync();
        await Eventually.TrueAsync(() => harness.Client.Pool.Shared.UnusedCount == 1, "nothing is under way");

        clock.Advance(TimeSpan.FromSeconds(20));

        await ended.Task.WaitAsync(Http2Harness.Patience, Http2Harness.Token);
        harness.Client.Pool.Shared.Count.ShouldBe(0);
    }
}
