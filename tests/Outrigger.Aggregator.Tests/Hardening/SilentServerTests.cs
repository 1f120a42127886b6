using System.Net.Sockets;
using System.Text;
using Outrigger.Aggregator.Tests.Proxy;
using Outrigger.TestKit;

namespace Outrigger.Aggregator.Tests.Hardening;

/// <summary>T-86 and T-88: a server that says nothing, where that is an outage and where it is not.</summary>
public sealed class SilentServerTests
{
    private const string Orders = "/apis/shop.io/v1/namespaces/x/orders";
    private readonly FakeTimeProvider clock = new();

    [Fact]
    public async Task Watch_QuietFor45Minutes_StaysOpen()
    {
        var next = new SemaphoreSlim(0);
        await using var gateway = await Gateway.StartAsync(
            async connection =>
            {
                await connection.ReadAsync();
                await connection.WriteAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                await next.WaitAsync();
                await connection.WriteAsync("6\r\nevent\n\r\n0\r\n\r\n");
            },
            time: clock);
        await using var stream = await SendAsync(gateway, $"GET {Orders}?watch=1 HTTP/1.1\r\n");
        (await ReadUntilAsync(stream, "\r\n\r\n")).ShouldStartWith("HTTP/1.1 200");

        clock.Advance(TimeSpan.FromMinutes(45));
        next.Release();

        (await ReadUntilAsync(stream, "0\r\n\r\n")).ShouldContain("event");
    }

    [Fact]
    public async Task Tunnel_QuietFor30Minutes_StaysOpen()
    {
        var next = new SemaphoreSlim(0);
        await using var gateway = await Gateway.StartAsync(
            async connection =>
            {
                await connection.ReadAsync();
                await connection.WriteAsync("HTTP/1.1 101 X\r\nConnection: Upgrade\r\nUpgrade: foo\r\n\r\n");
                await next.WaitAsync();
                await connection.WriteAsync("hello.");
            },
            time: clock);
        await using var stream = await SendAsync(gateway, $"GET {Orders}/one HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: foo\r\n");
        (await ReadUntilAsync(stream, "\r\n\r\n")).ShouldStartWith("HTTP/1.1 101");

        clock.Advance(TimeSpan.FromMinutes(30));
        next.Release();

        (await ReadUntilAsync(stream, ".")).ShouldBe("hello.");
    }

    [Fact]
    public async Task Discovery_OfAServerThatHangs_Is503After5Seconds()
    {
        var asked = new TaskCompletionSource();
        var never = new TaskCompletionSource();
        await using var gateway = await Gateway.StartAsync(
            async connection =>
            {
                await connection.ReadAsync();
                asked.SetResult();
                await never.Task;
            },
            time: clock);
        await using var stream = await SendAsync(gateway, "GET /apis/shop.io/v1 HTTP/1.1\r\n");
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(30));

        clock.Advance(TimeSpan.FromSeconds(5));

        (await ReadUntilAsync(stream, "deadline exceeded")).ShouldStartWith("HTTP/1.1 503");
        never.SetResult();
    }

    [Fact]
    public async Task Discovery_ThatStopsInItsBody_LeavesNothingOfTheOtherAnswer()
    {
        var begun = new TaskCompletionSource();
        var never = new TaskCompletionSource();
        await using var gateway = await Gateway.StartAsync(
            async connection =>
            {
                await connection.ReadAsync();
                await connection.WriteAsync(
                    "HTTP/1.1 200 OK\r\nContent-Length: 9\r\nContent-Encoding: gzip\r\nETag: \"1\"\r\nLast-Modified: Thu, 01 Jan 2026 00:00:00 GMT\r\nTrailer: X\r\n\r\n");
                await never.Task;
            },
            time: clock);
        gateway.Prepare = request => request.OnStarted = () =>
        {
            begun.SetResult();
            return default;
        };
        await using var stream = await SendAsync(gateway, "GET /apis/shop.io/v1 HTTP/1.1\r\n");
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(30));

        clock.Advance(TimeSpan.FromSeconds(5));

        var text = await ReadUntilAsync(stream, "deadline exceeded");
        text.ShouldStartWith("HTTP/1.1 503");
        foreach (var header in (string[])["Content-Encoding", "ETag", "Last-Modified", "Trailer"])
        {
            text.ShouldNotContain($"{header}:", Case.Insensitive);
        }

        never.SetResult();
    }

    private static async Task<NetworkStream> SendAsync(Gateway gateway, string head)
    {
        var stream = await gateway.ConnectAsync();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{head}Host: x\r\n\r\n"));
        return stream;
    }

    private static async Task<string> ReadUntilAsync(NetworkStream stream, string end)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var text = "";
        var buffer = new byte[1];
        while (!text.Contains(end, StringComparison.Ordinal) && await stream.ReadAsync(buffer, patience.Token) > 0)
        {
            text += (char)buffer[0];
        }

        return text;
    }
}
