using System.Net.Sockets;
using System.Text;
using Outrigger.Aggregator.Tests.Proxy;

namespace Outrigger.Aggregator.Tests.Hardening;

/// <summary>T-63: what runs in a tunnel is bytes here. Lengths and counts in SPDY frames reserve nothing, whoever writes them.</summary>
[Collection(nameof(MemoryCollection))]
public sealed class TunnelTests
{
    private const int Rounds = 64;

    // SETTINGS of 2^32-1 entries; SYN_STREAM with a header block of 2^32-1 pairs; data of 2^24-1 bytes that never come
    private static readonly byte[] Frames =
    [
        0x80, 3, 0, 4, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0x80, 3, 0, 1, 0, 0xff, 0xff, 0xff, 0, 0, 0, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0, 0, 0, 1, 0, 0xff, 0xff, 0xff,
    ];

    [Fact]
    public async Task HostileSpdyFrames_PassAsBytesAndReserveNothing()
    {
        await using var gateway = await Gateway.StartAsync(async connection =>
        {
            await connection.ReadAsync();
            await connection.WriteAsync("HTTP/1.1 101 X\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n\r\n");
            for (var i = 0; i < Rounds; i++)
            {
                await connection.Stream.WriteAsync(await connection.TakeAsync(Frames.Length));
            }
        });
        await using var stream = await gateway.ConnectAsync();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            "POST /apis/shop.io/v1/namespaces/x/orders/one/exec HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n\r\n"));
        (await HeadAsync(stream)).ShouldStartWith("HTTP/1.1 101");
        var before = GC.GetTotalAllocatedBytes();

        var back = new byte[Frames.Length];
        for (var i = 0; i < Rounds; i++)
        {
            await stream.WriteAsync(Frames);
            await stream.ReadExactlyAsync(back);
            back.ShouldBe(Frames);
        }

        (GC.GetTotalAllocatedBytes() - before).ShouldBeLessThan(64 << 20);
        (await stream.ReadAsync(back)).ShouldBe(0, "the tunnel ends with the other server's side");
    }

    private static async Task<string> HeadAsync(NetworkStream stream)
    {
        var text = "";
        var one = new byte[1];
        while (!text.EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one) > 0)
        {
            text += (char)one[0];
        }

        return text;
    }
}
