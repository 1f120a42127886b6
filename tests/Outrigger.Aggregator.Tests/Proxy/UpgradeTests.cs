using System.Net.Sockets;
using System.Text;
using Outrigger.Aggregator.Tests.Backends;

namespace Outrigger.Aggregator.Tests.Proxy;

public sealed class UpgradeTests
{
    private const string Exec = "/apis/shop.io/v1/namespaces/x/orders/one/exec?q=1";

    [Theory]
    [InlineData("GET", "websocket")]
    [InlineData("POST", "SPDY/3.1")]
    [InlineData("GET", "foo")]
    public async Task Accepted_PassesBytesBothWays(string method, string protocol)
    {
        // T-20: the method is kept, and the right that is asked is its own, as kube-aggregator does it
        ReceivedRequest? seen = null;
        await using var gateway = await Gateway.StartAsync(async connection =>
        {
            seen = await connection.ReadAsync();
            await connection.WriteAsync($"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: {protocol}\r\nX-Own: 1\r\n\r\nahead");
            for (var i = 0; i < 2; i++)
            {
                await connection.WriteAsync($"<{Encoding.ASCII.GetString(await connection.TakeAsync(4))}>");
            }
        });
        await using var stream = await gateway.ConnectAsync();

        await WriteAsync(stream, $"{method} {Exec} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: {protocol}\r\n" +
            $"X-Remote-User: evil\r\nX-Remote-Extra-Foo: evil\r\nAuthorization: Bearer x\r\n{(method == "POST" ? "Content-Length: 0\r\n" : "")}\r\n");
        var text = await ReadUntilAsync(stream, "ahead");
        await WriteAsync(stream, "ping");
        await ReadUntilAsync(stream, "<ping>");
        await WriteAsync(stream, "pong");
        await ReadUntilAsync(stream, "<pong>");
        (await stream.ReadAsync(new byte[10])).ShouldBe(0);

        text.ShouldStartWith("HTTP/1.1 101");
        text.ShouldContain($"Upgrade: {protocol}\r\n");
        text.ShouldContain("X-Own: 1");
        text.ShouldNotContain("Audit-Id");
        text.ShouldNotContain("Cache-Control");
        seen!.Method.ShouldBe(method);
        gateway.Info!.Verb.ShouldBe(method == "POST" ? "create" : "get");
        seen.Values("Connection").ShouldBe(["Upgrade"]);
        seen.Values("Upgrade").ShouldBe([protocol]);
        seen.Values("X-Remote-User").ShouldBe(["alice"]);
        seen.Values("X-Remote-Extra-Foo").ShouldBeEmpty();
        seen.Values("Authorization").ShouldBeEmpty();
        seen.Values("X-Forwarded-For").ShouldBe(["127.0.0.1"]);
        seen.Values("X-Forwarded-Host").ShouldBeEmpty();
        seen.Values("Content-Length").ShouldBe(method == "POST" ? ["0"] : []);
    }

    [Theory]
    [InlineData(403, "HTTP/1.1 403")]
    [InlineData(500, "HTTP/1.1 500")]
    [InlineData(200, "HTTP/1.1 503")]
    [InlineData(302, "HTTP/1.1 503")]
    public async Task Refused_ClosesWithoutATunnel(int status, string expected)
    {
        // T-17, T-18: nothing after the answer reaches the other server
        var second = new TaskCompletionSource<ReceivedRequest?>();
        await using var gateway = await Gateway.StartAsync(async connection =>
        {
            await connection.ReadAsync();
            await connection.AnswerAsync(status, "answer", "Location: https://elsewhere/");
            try
            {
                second.TrySetResult(await connection.ReadAsync());
            }
            catch (IOException)
            {
                second.TrySetResult(null);
            }
        });
        await using var stream = await gateway.ConnectAsync();

        await WriteAsync(stream, $"GET {Exec} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nGET {Exec}&stolen HTTP/1.1\r\nHost: x\r\n\r\n");
        var answer = await new StreamReader(stream).ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(10));

        answer.ShouldStartWith(expected);
        answer.Contains("elsewhere").ShouldBe(status >= 400);
        (await second.Task.WaitAsync(TimeSpan.FromSeconds(10))).ShouldBeNull();
    }

    [Fact]
    public async Task ClientLeaves_EndsTheBackend()
    {
        var ended = new TaskCompletionSource();
        await using var gateway = await Gateway.StartAsync(async connection =>
        {
            await connection.ReadAsync();
            await connection.WriteAsync("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: foo\r\n\r\nx");
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
            await WriteAsync(stream, $"GET {Exec} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: foo\r\n\r\n");
            await ReadUntilAsync(stream, "\r\n\r\nx");
        }

        await ended.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }

    private static async Task WriteAsync(NetworkStream stream, string text) => await stream.WriteAsync(Encoding.ASCII.GetBytes(text));

    private static async Task<string> ReadUntilAsync(NetworkStream stream, string end)
    {
        var text = "";
        var buffer = new byte[1000];
        while (!text.Contains(end))
        {
            var count = await stream.ReadAsync(buffer);
            count.ShouldBeGreaterThan(0, text);
            text += Encoding.ASCII.GetString(buffer, 0, count);
        }

        return text;
    }
}
