using System.IO.Pipelines;
using System.Text;
using Outrigger.Aggregator.Tests.Backends;
using Outrigger.Aggregator.Upstream;

namespace Outrigger.Aggregator.Tests.Upstream;

public sealed class UpstreamClientTests
{
    [Fact]
    public async Task SendAsync_Get_ShowsNameAndCertificateAndReadsTheAnswer()
    {
        ReceivedRequest? seen = null;
        await using var harness = UpstreamHarness.Answering((connection, request) =>
        {
            seen = request;
            return connection.AnswerAsync(200, "hello");
        });

        (await harness.GetAsync("/apis?a=b")).ShouldBe((200, "hello"));

        seen!.RequestLine.ShouldBe("GET /apis?a=b HTTP/1.1");
        seen.ServerName.ShouldBe(UpstreamHarness.Name);
        seen.ClientName.ShouldBe("CN=front-proxy-client");
        seen.HeaderLines.ShouldBe([$"Host: {harness.Target.Authority}"]);
    }

    [Fact]
    public async Task SendAsync_ManyRequests_UseOneConnection()
    {
        await using var harness = UpstreamHarness.Answering((connection, request) => connection.AnswerAsync(200, request.Target));

        for (var i = 0; i < 20; i++)
        {
            (await harness.GetAsync($"/{i}")).Body.ShouldBe($"/{i}");
        }

        harness.Backend.Connections.ShouldBe(1);
        harness.Client.Pool.IdleCount.ShouldBe(1);
    }

    [Fact]
    public async Task SendAsync_BodyWithLength_ArrivesWhole()
    {
        await using var harness = UpstreamHarness.Answering((connection, request) =>
            connection.AnswerAsync(201, Encoding.UTF8.GetString(request.Body) + string.Join('|', request.Values("Content-Length"))));

        (await harness.SendAsync(new TestRequest("POST", "/x").With("some body"))).ShouldBe((201, "some body9"));
        harness.Client.Pool.IdleCount.ShouldBe(1);
    }

    [Fact]
    public async Task SendAsync_BodyWithoutLength_StaysChunkedAndStreams()
    {
        var pipe = new Pipe();
        var half = new TaskCompletionSource();
        await using var harness = new UpstreamHarness(async connection =>
        {
            var head = await connection.ReadHeadAsync();
            var buffer = await connection.TakeAsync(3 + 4 + 2);
            half.SetResult();
            var rest = await connection.ReadBodyAsync(head!);
            await connection.AnswerAsync(200, Encoding.ASCII.GetString(buffer).ReplaceLineEndings("~") + Encoding.UTF8.GetString(rest));
        });

        await pipe.Writer.WriteAsync("half"u8.ToArray());
        var sending = harness.SendAsync(new TestRequest("PUT", "/x").With(pipe.Reader));
        await half.Task;
        await pipe.Writer.WriteAsync("rest"u8.ToArray());
        await pipe.Writer.CompleteAsync();

        (await sending).ShouldBe((200, "4~half~rest"));
    }

    [Fact]
    public async Task SendAsync_ChunkedAnswer_IsReadAsItComes()
    {
        var next = new SemaphoreSlim(0);
        await using var harness = UpstreamHarness.Answering(async (connection, _) =>
        {
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            foreach (var piece in new[] { "one", "two" })
            {
                await next.WaitAsync();
                await connection.WriteAsync($"3;ext=1\r\n{piece}\r\n");
            }

            await connection.WriteAsync("0\r\nX-Remote-User: evil\r\n\r\n");
        });

        await using (var response = await harness.Client.SendAsync(harness.Target, new TestRequest("GET", "/w"), false, default))
        {
            var buffer = new byte[100];
            next.Release();
            (await response.ReadAsync(buffer, default)).ShouldBe(3);
            next.Release();
            (await response.ReadAsync(buffer, default)).ShouldBe(3);
            Encoding.ASCII.GetString(buffer, 0, 3).ShouldBe("two");
            (await response.ReadAsync(buffer, default)).ShouldBe(0);
            response.Head.Find("X-Remote-User").ShouldBeNull();
        }

        harness.Client.Pool.IdleCount.ShouldBe(1);
    }

    [Theory]
    [InlineData("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n", 200)]
    [InlineData("GET", "HTTP/1.1 204 No Content\r\n\r\n", 204)]
    [InlineData("GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 100\r\n\r\n", 304)]
    [InlineData("GET", "HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200)]
    public async Task SendAsync_AnswerWithoutBody_KeepsTheConnection(string method, string answer, int status)
    {
        await using var harness = UpstreamHarness.Answering((connection, _) => connection.WriteAsync(answer));

        (await harness.SendAsync(new TestRequest(method, "/x"))).ShouldBe((status, ""));
        (await harness.SendAsync(new TestRequest(method, "/x"))).ShouldBe((status, ""));

        harness.Backend.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task SendAsync_AnswerUntilClose_IsReadToTheEnd()
    {
        await using var harness = new UpstreamHarness(async connection =>
        {
            await connection.ReadAsync();
            await connection.WriteAsync("HTTP/1.0 200 OK\r\n\r\nall of it");
        });

        (await harness.GetAsync()).ShouldBe((200, "all of it"));
        harness.Client.Pool.IdleCount.ShouldBe(0);
    }

    [Fact]
    public async Task SendAsync_KeptConnectionDied_SafeRequestIsRepeated()
    {
        await using var harness = new UpstreamHarness(async connection =>
        {
            await connection.ReadAsync();
            await connection.AnswerAsync(200, $"c{connection.Number}");
            if (connection.Number == 1)
            {
                // takes the second request and dies without a word
                await connection.ReadAsync();
            }
        });

        (await harness.GetAsync()).Body.ShouldBe("c1");
        (await harness.GetAsync()).Body.ShouldBe("c2");
    }

    [Fact]
    public async Task SendAsync_KeptConnectionDied_RequestWithBodyIsNotRepeated()
    {
        await using var harness = new UpstreamHarness(async connection =>
        {
            await connection.ReadAsync();
            await connection.AnswerAsync(200, "");
            await connection.ReadAsync();
        });

        await harness.GetAsync();
        var fault = await Should.ThrowAsync<UpstreamException>(harness.SendAsync(new TestRequest("POST", "/x").With("body")));

        fault.Failure.ShouldBe(UpstreamFailure.NoAnswer);
        harness.Backend.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task SendAsync_FreshConnectionWithoutAnswer_IsNotRepeated()
    {
        await using var harness = new UpstreamHarness(connection => connection.ReadAsync());

        var fault = await Should.ThrowAsync<UpstreamException>(harness.GetAsync());

        fault.Failure.ShouldBe(UpstreamFailure.NoAnswer);
        harness.Backend.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task SendAsync_ServerClosedIdleConnection_DialsAnew()
    {
        await using var harness = new UpstreamHarness(async connection =>
        {
            await connection.ReadAsync();
            await connection.AnswerAsync(200, $"c{connection.Number}");
        });

        for (var i = 1; i <= 5; i++)
        {
            (await harness.SendAsync(new TestRequest("POST", "/x").With("body"))).Body.ShouldBe($"c{i}");
            await Until(() => harness.Client.Pool.Take(harness.Target) is null);
        }
    }

    [Fact]
    public async Task SendAsync_ExpectContinue_HoldsTheBodyBack()
    {
        var continued = false;
        await using var harness = new UpstreamHarness(async connection =>
        {
            var head = await connection.ReadHeadAsync();
            continued = true;
            await connection.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n");
            await connection.AnswerAsync(200, Encoding.UTF8.GetString(await connection.ReadBodyAsync(head!)));
        });

        (await harness.SendAsync(new TestRequest("POST", "/x", ("Expect", "100-continue")).With("body"))).ShouldBe((200, "body"));
        continued.ShouldBeTrue();
    }

    [Fact]
    public Task SendAsync_ExpectRefusedEarlyManyTimes_NextRequestsSucceed() => RefuseEarlyAsync(50);

    [Fact]
    [Trait("category", "full")]
    public Task SendAsync_ExpectRefusedEarlyAThousandTimes_NextRequestsSucceed() => RefuseEarlyAsync(1000);

    private static async Task RefuseEarlyAsync(int times)
    {
        // T-30: the refused body must not be taken for the next request
        await using var harness = new UpstreamHarness(async connection =>
        {
            while (await connection.ReadHeadAsync() is { } head)
            {
                await connection.AnswerAsync(head.Method == "POST" ? 413 : 200, head.Method);
            }
        });

        for (var i = 0; i < times; i++)
        {
            (await harness.SendAsync(new TestRequest("POST", "/x", ("Expect", "100-continue")).With("body"))).ShouldBe((413, "POST"));
            (await harness.GetAsync()).ShouldBe((200, "GET"));
        }
    }

    [Fact]
    public async Task SendAsync_EarlyAnswer_IsReadWhileTheBodyStillComes()
    {
        var pipe = new Pipe();
        await using var harness = new UpstreamHarness(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.AnswerAsync(401, "no");
        });

        (await harness.SendAsync(new TestRequest("POST", "/x").With(pipe.Reader))).ShouldBe((401, "no"));
        harness.Client.Pool.IdleCount.ShouldBe(0);
    }

    [Fact]
    public async Task SendAsync_ClientBreaksOff_FailsAndEndsTheConnection()
    {
        var pipe = new Pipe();
        var ended = new TaskCompletionSource<bool>();
        await using var harness = new UpstreamHarness(async connection =>
        {
            var head = await connection.ReadHeadAsync();
            await connection.ReadBodyAsync(head!).ContinueWith(body => ended.SetResult(body.IsFaulted), TaskScheduler.Default);
        });

        var sending = harness.SendAsync(new TestRequest("POST", "/x").With(pipe.Reader));
        await pipe.Writer.WriteAsync("part"u8.ToArray());
        await pipe.Writer.CompleteAsync(new IOException("client is gone"));

        (await Should.ThrowAsync<UpstreamException>(sending)).Failure.ShouldBe(UpstreamFailure.ClientBody);
        (await ended.Task).ShouldBeTrue();
    }

    [Fact]
    public async Task SendAsync_Cancelled_EndsTheConnection()
    {
        var gone = new TaskCompletionSource();
        await using var harness = new UpstreamHarness(async connection =>
        {
            await connection.ReadAsync();
            (await connection.ReadAsync()).ShouldBeNull();
            gone.SetResult();
        });
        using var cancel = new CancellationTokenSource();

        var sending = harness.Client.SendAsync(harness.Target, new TestRequest("GET", "/x"), false, cancel.Token).AsTask();
        await Until(() => harness.Backend.Connections == 1);
        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(sending);
        await Task.WhenAny(gone.Task, Task.Run(() => harness.Backend.Faults.IsEmpty));
    }

    [Fact]
    public async Task SendAsync_NobodyListens_SaysConnectionRefused()
    {
        await using var harness = new UpstreamHarness(_ => Task.CompletedTask);
        var target = harness.Target;
        await harness.Backend.DisposeAsync();

        var fault = await Should.ThrowAsync<UpstreamException>(
            harness.Client.SendAsync(target, new TestRequest("GET", "/x"), false, default).AsTask());

        fault.Failure.ShouldBe(UpstreamFailure.Connect);
        fault.Message.ShouldBe($"dial tcp {target.Authority}: connect: connection refused");
    }

    [Fact]
    public async Task SendAsync_OwnPort_IsRefused()
    {
        // T-10
        var port = 0;
        await using var harness = new UpstreamHarness(_ => Task.CompletedTask, new() { OwnPorts = () => [port] });
        port = harness.Backend.Endpoint.Port;

        (await Should.ThrowAsync<UpstreamException>(harness.GetAsync())).Failure.ShouldBe(UpstreamFailure.Refused);
    }

    private static async Task Until(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Yield();
        }
    }
}
