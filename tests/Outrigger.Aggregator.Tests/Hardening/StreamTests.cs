using System.Net.Sockets;
using System.Text;
using Outrigger.Aggregator.Tests.Backends;
using Outrigger.Aggregator.Tests.Proxy;
using Outrigger.TestKit;

namespace Outrigger.Aggregator.Tests.Hardening;

/// <summary>
/// Large streams pass in constant memory, and no faster than the slower side takes them. They run beside the test framework's
/// synchronisation context, which would take a hop for every block.
/// </summary>
[Collection(nameof(MemoryCollection))]
public class StreamTests : GatewayTests
{
    private const string Log = "/apis/shop.io/v1/namespaces/x/orders/one/log";
    private const int Block = 64 * 1024;
    private const long MiB = 1 << 20;

    [Theory]
    [InlineData(256, false)]
    [InlineData(256, true)]
    public Task Stream_Large_PassesInConstantMemory(int size, bool chunked) => Task.Run(() => PassAsync(size * MiB, chunked));

    [Theory]
    [Trait("category", "full")]
    [InlineData(false)]
    [InlineData(true)]
    public Task Stream_OfOneGigabyte_PassesInConstantMemory(bool chunked) => Task.Run(() => PassAsync(1024 * MiB, chunked));

    [Theory]
    [InlineData("POST", false)]
    [InlineData("PUT", true)]
    public Task Upload_Large_PassesInConstantMemory(string method, bool chunked) => Task.Run(() => UploadAsync(method, 256 * MiB, chunked));

    [Fact]
    public Task Stream_ClientDoesNotRead_TheOtherServerIsHeldUp() => Task.Run(HoldUpAsync);

    private async Task HoldUpAsync()
    {
        var sent = 0L;
        await using var gateway = await StartAsync(async connection =>
        {
            await connection.ReadAsync();
            await connection.WriteAsync($"HTTP/1.1 200 OK\r\nContent-Length: {1024 * MiB}\r\n\r\n");
            for (var block = new byte[Block]; ; sent += Block)
            {
                await connection.Stream.WriteAsync(block);
            }
        });
        await using var stream = await gateway.ConnectAsync();
        await WriteAsync(stream, $"GET {Log} HTTP/1.1\r\nHost: x\r\n\r\n");

        var last = -1L;
        await Eventually.TrueAsync(
            async () =>
            {
                var now = Interlocked.Read(ref sent);
                (var same, last) = (now > 0 && now == last, now);
                await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, TestContext.Current.CancellationToken);
                return same && now == Interlocked.Read(ref sent);
            },
            "the other server stops sending",
            TimeSpan.FromSeconds(60));

        // what the sockets of the operating system hold on both sides
        sent.ShouldBeLessThan(64 * MiB);
    }

    private async Task PassAsync(long size, bool chunked)
    {
        await using var gateway = await StartAsync(connection => SendAsync(connection, size, chunked));
        await using var stream = await gateway.ConnectAsync();
        await WriteAsync(stream, $"GET {Log} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        var (received, highest, allocated) = (0L, 0L, GC.GetTotalAllocatedBytes());
        var buffer = new byte[Block];
        var before = Memory();
        for (int count; (count = await stream.ReadAsync(buffer)) > 0;)
        {
            if (received / (32 * MiB) != (received + count) / (32 * MiB))
            {
                highest = Math.Max(highest, Memory());
            }

            received += count;
        }

        received.ShouldBeGreaterThanOrEqualTo(size);
        (highest - before).ShouldBeLessThan(64 * MiB, "resident");
        (GC.GetTotalAllocatedBytes() - allocated).ShouldBeLessThan(size / 4, "allocated on the way, by all three sides");
    }

    private async Task UploadAsync(string method, long size, bool chunked)
    {
        var arrived = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var gateway = await StartAsync(async connection =>
        {
            var head = await connection.ReadHeadAsync();
            arrived.SetResult(await connection.DrainBodyAsync(head!));
            await connection.AnswerAsync(200, "taken");
        });
        await using var stream = await gateway.ConnectAsync();
        var (highest, allocated, before) = (0L, GC.GetTotalAllocatedBytes(), Memory());
        await WriteAsync(
            stream, $"{method} {Log} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{(chunked ? "Transfer-Encoding: chunked" : $"Content-Length: {size}")}\r\n\r\n");
        var framed = Framed(chunked);
        for (var sent = 0L; sent < size; sent += Block)
        {
            await stream.WriteAsync(framed);
            if (sent % (32 * MiB) == 0)
            {
                highest = Math.Max(highest, Memory());
            }
        }

        await WriteAsync(stream, chunked ? "0\r\n\r\n" : "");
        (await new StreamReader(stream).ReadToEndAsync()).ShouldEndWith("taken");

        (await arrived.Task).ShouldBeGreaterThanOrEqualTo(size);
        (highest - before).ShouldBeLessThan(64 * MiB, "resident");
        (GC.GetTotalAllocatedBytes() - allocated).ShouldBeLessThan(size / 4, "allocated on the way, by all three sides");
    }

    private static byte[] Framed(bool chunked)
    {
        var block = new byte[Block];
        return chunked ? [.. Encoding.ASCII.GetBytes($"{Block:x}\r\n"), .. block, .. "\r\n"u8] : block;
    }

    private static async Task SendAsync(BackendConnection connection, long size, bool chunked)
    {
        await connection.ReadAsync();
        await connection.WriteAsync($"HTTP/1.1 200 OK\r\n{(chunked ? "Transfer-Encoding: chunked" : $"Content-Length: {size}")}\r\n\r\n");
        var framed = Framed(chunked);
        for (var sent = 0L; sent < size; sent += Block)
        {
            await connection.Stream.WriteAsync(framed);
        }

        await connection.WriteAsync(chunked ? "0\r\n\r\n" : "");
    }

    private static long Memory()
    {
        GC.Collect();
        return Environment.WorkingSet;
    }

    private static async Task WriteAsync(NetworkStream stream, string text) => await stream.WriteAsync(Encoding.ASCII.GetBytes(text));
}
