using System.Text;
using Outrigger.Aggregator.Tests.Backends;
using Outrigger.TestKit;

namespace Outrigger.Aggregator.Tests.Proxy;

public class ProxyHandlerTests : GatewayTests
{
    private const string Orders = "/apis/shop.io/v1/namespaces/x/orders";

    [Fact]
    public async Task Request_ArrivesAsKubernetesSendsIt()
    {
        await using var gateway = await StartAsync();

        var seen = await gateway.ForwardAsync(
            $"POST {Orders} HTTP/1.1\nUser-Agent: conform/1\nX-Custom: a\nX-Custom: b\nVia: 1.0 x\nKeep-Alive: 5\nTE: trailers\n" +
            "Content-Type: application/json\nX-Forwarded-For: 1.2.3.4\nX-Forwarded-Host: evil\nAudit-ID: mine\nContent-Length: 2",
            "{}");

        var authority = gateway.Backend.Endpoint.ToString();
        seen.RequestLine.ShouldBe($"POST {Orders} HTTP/1.1");
        seen.ServerName.ShouldBe("api.shop.svc");
        seen.ClientName.ShouldBe("CN=front-proxy-client");
        seen.HeaderLines.Order(StringComparer.Ordinal).ShouldBe(
        [
            "Audit-Id: audit-1", "Content-Length: 2", "Content-Type: application/json", $"Host: {authority}", "TE: trailers",
            "User-Agent: conform/1", "Via: 1.0 x", "X-Custom: a", "X-Custom: b", "X-Forwarded-For: 1.2.3.4, 127.0.0.1",
            $"X-Forwarded-Host: {authority}", "X-Forwarded-Proto: https", $"X-Forwarded-Uri: {Orders}",
            "X-Remote-Group: dev", "X-Remote-Group: system:authenticated", "X-Remote-User: alice",
        ]);
        seen.Body.ShouldBe("{}"u8.ToArray());
    }

    [Fact]
    public async Task ChunkedBody_StaysChunkedAndMayBeLargerThanOurOwnLimit()
    {
        await using var gateway = await StartAsync();
        var piece = new string('x', 3000);

        var seen = await gateway.ForwardAsync(
            $"POST {Orders} HTTP/1.1\nTransfer-Encoding: chunked", $"bb8\r\n{piece}\r\nbb8\r\n{piece}\r\n0\r\n\r\n");

        seen.Values("Transfer-Encoding").ShouldBe(["chunked"]);
        seen.Body.Length.ShouldBe(6000);
    }

    [Fact]
    public async Task PostWithoutBody_HasLengthZero()
    {
        await using var gateway = await StartAsync();

        (await gateway.ForwardAsync($"POST {Orders} HTTP/1.1\nContent-Length: 0")).Values("Content-Length").ShouldBe(["0"]);
        (await gateway.ForwardAsync($"GET {Orders} HTTP/1.1")).Values("Content-Length").ShouldBeEmpty();
    }

    [Fact]
    public async Task Query_IsSortedAndEncodedAgain()
    {
        await using var gateway = await StartAsync();

        var seen = await gateway.ForwardAsync($"GET {Orders}/one?b=2&a=1&a=3&enc=%2F%20+&flag HTTP/1.1");

        seen.Target.ShouldBe($"{Orders}/one?a=1&a=3&b=2&enc=%2F++&flag=");
    }

    [Fact]
    public async Task Answer_PassesWithItsHeaders()
    {
        await using var gateway = await StartAsync((connection, _) => connection.AnswerAsync(
            404, "nope", "Content-Type: text/x", "Cache-Control: no-store", "Audit-Id: backend", "Set-Cookie: a=b", "Set-Cookie: c=d",
            "Warning: 299 - \"from the backend\"", "Connection: X-Private", "X-Private: p", "Keep-Alive: 5",
            "Access-Control-Allow-Origin: *", "X-Name: jürgen", "Server: echo"));

        var answer = await gateway.SendAsync($"GET {Orders} HTTP/1.1");

        answer.ShouldStartWith("HTTP/1.1 404");
        answer.ShouldEndWith("\r\n\r\nnope");
        foreach (var line in new[]
        {
            "Content-Type: text/x", "Content-Length: 4", "Cache-Control: no-cache, private", "Cache-Control: no-store", "Audit-Id: own",
            "Audit-Id: backend", "Set-Cookie: a=b", "Set-Cookie: c=d", "Warning: 299 - \"from the backend\"", "X-Name: jürgen",
            "Server: echo",
        })
        {
            answer.ShouldContain($"\r\n{line}\r\n");
        }

        answer.ShouldNotContain("X-Private");
        answer.ShouldNotContain("Keep-Alive");
        answer.ShouldNotContain("Access-Control");
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Redirect_Is502AndNotFollowed(int status)
    {
        // T-22
        await using var gateway = await StartAsync((connection, _) =>
            connection.AnswerAsync(status, "moved", "Location: https://169.254.169.254/"));

        var answer = await gateway.SendAsync($"GET {Orders} HTTP/1.1");

        answer.ShouldStartWith("HTTP/1.1 502");
        answer.ShouldContain("Content-Type: text/plain; charset=utf-8");
        answer.ShouldNotContain("Location");
        answer.ShouldEndWith("\r\n\r\nthe backend attempted to redirect this request, which is not permitted");
        gateway.Seen.Count.ShouldBe(1);
    }

    [Fact]
    public async Task NotModified_Passes()
    {
        await using var gateway = await StartAsync((connection, _) =>
            connection.WriteAsync("HTTP/1.1 304 Not Modified\r\nEtag: \"e\"\r\n\r\n"));

        var answer = await gateway.SendAsync($"GET {Orders} HTTP/1.1");

        answer.ShouldStartWith("HTTP/1.1 304");
        answer.ShouldContain("ETag: \"e\"", Case.Insensitive);
    }

    [Fact]
    public async Task Head_HasTheLengthAndNoBody()
    {
        await using var gateway = await StartAsync((connection, _) =>
            connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 123\r\n\r\n"));

        var answer = await gateway.SendAsync($"HEAD {Orders} HTTP/1.1");

        answer.ShouldContain("Content-Length: 123");
        answer.ShouldEndWith("\r\n\r\n");
    }

    [Fact]
    public async Task UninvitedProtocolSwitch_Is502()
    {
        // T-21
        await using var gateway = await StartAsync((connection, _) =>
            connection.WriteAsync("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"));

        (await gateway.SendAsync($"GET {Orders} HTTP/1.1")).ShouldStartWith(Http2 ? "HTTP/1.1 503" : "HTTP/1.1 502");
    }

    [Fact]
    public async Task HangUp_Is503WithTheReason()
    {
        await using var gateway = await StartAsync(connection => connection.ReadAsync());

        var answer = await gateway.SendAsync($"GET {Orders} HTTP/1.1");

        answer.ShouldStartWith("HTTP/1.1 503");
        answer.ShouldEndWith(
            $"\r\n\r\nerror trying to reach service: {(Http2 ? "stream error: stream ID 1; INTERNAL_ERROR; received from peer" : "EOF")}\n");
    }

    [Fact]
    public async Task AmbiguousAnswer_Is503()
    {
        await using var gateway = await StartAsync((connection, _) =>
            connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc"));

        (await gateway.SendAsync($"GET {Orders} HTTP/1.1")).ShouldStartWith("HTTP/1.1 503");
    }

    [Fact]
    public async Task CutAnswer_DoesNotLookWhole()
    {
        await using var gateway = await StartAsync(async connection =>
        {
            await connection.ReadAsync();
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
        });

        var answer = "";
        try
        {
            answer = await gateway.SendAsync($"GET {Orders} HTTP/1.1");
        }
        catch (IOException)
        {
            // the connection was reset
        }

        answer.ShouldNotContain("\r\n0\r\n");
    }

    [Fact]
    public async Task Watch_EveryEventArrivesAtOnce()
    {
        var next = new SemaphoreSlim(0);
        await using var gateway = await StartAsync(async (connection, _) =>
        {
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (var i = 0; i < 3; i++)
            {
                await next.WaitAsync();
                await connection.WriteAsync($"4\r\nev{i}\n\r\n");
            }

            await next.WaitAsync();
            await connection.WriteAsync("0\r\n\r\n");
        });
        await using var stream = await gateway.ConnectAsync();

        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {Orders}?watch=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
        var text = "";
        await ReadUntilAsync("\r\n\r\n");
        for (var i = 0; i < 3; i++)
        {
            next.Release();
            await ReadUntilAsync($"ev{i}");
        }

        next.Release();
        await ReadUntilAsync("0\r\n\r\n");

        async Task ReadUntilAsync(string end)
        {
            var buffer = new byte[1000];
            while (!text.Contains(end))
            {
                text += Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer));
            }
        }
    }

    [Fact]
    public async Task ClientGoesAway_UpstreamWatchEnds()
    {
        var ended = new TaskCompletionSource();
        await using var gateway = await StartAsync(async connection =>
        {
            await connection.ReadAsync();
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            try
            {
                await connection.ReadAsync();
            }
            finally
            {
                ended.SetResult();
            }
        });

        await using (var stream = await gateway.ConnectAsync())
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {Orders}?watch=1 HTTP/1.1\r\nHost: x\r\n\r\n"));
            await stream.ReadAtLeastAsync(new byte[1000], 10);
        }

        await ended.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task ServerDrains_WatchEndsAsAWholeAnswer()
    {
        await using var gateway = await StartAsync(async connection =>
        {
            await connection.ReadAsync();
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nev\n\r\n");
            await connection.ReadAsync();
        });

        await using var stream = await gateway.ConnectAsync();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {Orders}?watch=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync() is not "ev")
        {
        }

        await gateway.DrainAsync();

        (await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(10))).ShouldBe("\r\n0\r\n\r\n");
    }

    [Fact]
    public async Task LargeAnswer_ArrivesWhole()
    {
        var body = new string('x', 1_000_000) + "end";
        await using var gateway = await StartAsync((connection, _) => connection.AnswerAsync(200, body));

        (await gateway.SendAsync($"GET {Orders} HTTP/1.1")).ShouldEndWith(body);
    }

    // its end may come when its beginning is sent already
    [Fact]
    public async Task LargeAnswer_OnAConnectionThatStaysOpen_ArrivesWhole()
    {
        var body = new string('x', 1_000_003);
        await using var gateway = await StartAsync((connection, _) => connection.AnswerAsync(200, body));
        await using var stream = await gateway.ConnectAsync();
        using var reader = new StreamReader(stream, Encoding.ASCII);
        for (var i = 0; i < 5; i++)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {Orders} HTTP/1.1\r\nHost: x\r\n\r\n"));
            while (await reader.ReadLineAsync() is { Length: > 0 })
            {
            }

            (await reader.ReadBlockAsync(new char[body.Length]).AsTask().WaitAsync(TimeSpan.FromSeconds(30))).ShouldBe(body.Length);
        }
    }

    [Fact]
    public async Task NotAvailable_Is503Text()
    {
        await using var gateway = await StartAsync();
        gateway.Model = gateway.Model with { IsAvailable = false };

        var answer = await gateway.SendAsync($"GET {Orders} HTTP/1.1\nAccept: application/vnd.kubernetes.protobuf");

        answer.ShouldStartWith("HTTP/1.1 503");
        answer.ShouldContain("Content-Type: text/plain; charset=utf-8");
        answer.ShouldEndWith("\r\n\r\nservice unavailable\n");
        gateway.Seen.ShouldBeEmpty();
    }

    [Fact]
    public async Task DeadEndpoint_IsSkipped()
    {
        await using var gateway = await StartAsync();
        await using var dead = new ScriptedBackend(new TestPki().Serve("x"), _ => Task.CompletedTask);
        await dead.DisposeAsync();
        var good = gateway.Model.Targets[0];
        gateway.Model = gateway.Model with { Targets = [good with { Endpoint = dead.Endpoint }, good] };

        for (var i = 0; i < 6; i++)
        {
            await gateway.ForwardAsync($"POST {Orders} HTTP/1.1\nContent-Length: 2", "{}");
        }
    }

    [Fact]
    public async Task EndpointThatHangsUp_FailsOneRequestAndIsSkipped()
    {
        await using var gateway = await StartAsync();
        var good = gateway.Model.Targets[0];
        await using var silent = new ScriptedBackend(gateway.Certificate, async connection => await connection.ReadAsync());
        gateway.Model = gateway.Model with { Targets = [good with { Endpoint = silent.Endpoint }, good] };

        var answers = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            answers.Add((await gateway.SendAsync($"POST {Orders} HTTP/1.1\nContent-Length: 2", "{}"))[..12]);
        }

        answers.Count(answer => answer == "HTTP/1.1 503").ShouldBe(1, "what may have been done is not sent twice");
        silent.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task OnlyDeadEndpoints_Are503()
    {
        await using var gateway = await StartAsync();
        await gateway.Backend.DisposeAsync();

        (await gateway.SendAsync($"GET {Orders} HTTP/1.1")).ShouldEndWith(
            $"error trying to reach service: dial tcp {gateway.Backend.Endpoint}: connect: connection refused\n");
    }

    [Fact]
    public async Task ExpectContinue_ReachesTheBackend()
    {
        await using var gateway = await StartAsync(async connection =>
        {
            var head = await connection.ReadHeadAsync();
            head!.Values("Expect").ShouldBe(["100-continue"]);
            await connection.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n");
            await connection.AnswerAsync(200, Encoding.ASCII.GetString(await connection.ReadBodyAsync(head)));
        });

        (await gateway.SendAsync($"POST {Orders} HTTP/1.1\nExpect: 100-continue\nContent-Length: 4", "body")).ShouldEndWith("body");
    }

    [Fact]
    public async Task ManyRequests_ShareConnections()
    {
        await using var gateway = await StartAsync();

        for (var i = 0; i < 10; i++)
        {
            await gateway.ForwardAsync($"GET {Orders} HTTP/1.1");
        }

        gateway.Backend.Connections.ShouldBe(1);
    }
}
