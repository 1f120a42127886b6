using System.Diagnostics;
using Outrigger.Aggregator.Tests.Backends;
using Outrigger.Aggregator.Tests.Hardening;
using Outrigger.Aggregator.Upstream;
using Outrigger.Aggregator.Upstream.Http2;

namespace Outrigger.Aggregator.Tests.Upstream.Http2;

/// <summary>Servers that send without end what says nothing: their connection ends, and nothing of it is kept.</summary>
[Collection(nameof(MemoryCollection))]
public sealed class FloodingServerTests
{
    [Theory]
    [InlineData("continuations")]
    [InlineData("small continuations")]
    [InlineData("pings")]
    [InlineData("settings")]
    [InlineData("empty data")]
    [InlineData("padding")]
    [InlineData("window updates")]
    [InlineData("priorities")]
    [InlineData("unknown")]
    [InlineData("data of nobody")]
    public async Task Flood_OfFramesThatSayNothing_EndsTheConnection(string what)
    {
        var watch = Stopwatch.StartNew();
        await using var harness = Flooding(what);

        var before = GC.GetTotalAllocatedBytes();
        var failure = (await harness.FailAsync()).Failure;
        failure.ShouldBe(what == "data of nobody" ? UpstreamFailure.NoAnswer : UpstreamFailure.BadAnswer);

        await Eventually.TrueAsync(() => harness.Client.Pool.Shared.Count == 0, "the connection to end", Http2Harness.Patience);

        (GC.GetTotalAllocatedBytes() - before).ShouldBeLessThan(64 << 20);
        watch.Elapsed.ShouldBeLessThan(Http2Harness.Patience);
    }

    private static void Begin(Http2Peer peer, int stream, string what) => _ = what switch
    {
        "empty data" or "padding" => peer.Head(stream, false, (":status", "200")),
        "continuations" or "small continuations" => peer.Frame(FrameType.Headers, FrameFlags.None, stream, []),
        "data of nobody" => peer.Frame(FrameType.ResetStream, stream, 2),
        _ => peer,
    };

    private static void Flood(Http2Peer peer, int stream, string what)
    {
        var (is16K, none) = (new byte[FrameHead.MaxPayload], FrameFlags.None);

        for (var i = 0; i < (what == "continuations" ? 20 : 1000); i++)
        {
            _ = what switch
            {
                "continuations" => peer.Frame(FrameType.Continuation, none, stream, is16K),
                "small continuations" => peer.Frame(FrameType.Continuation, none, stream, []),
                "pings" => peer.Frame(FrameType.Ping, none, 0, new byte[8]),
                "settings" => peer.Settings(),
                "empty data" => peer.Data(stream, []),
                "padding" => peer.Frame(FrameType.Data, FrameFlags.Padded, stream, [1, 0]),
                "window updates" => peer.Frame(FrameType.WindowUpdate, 0, 1),
                "priorities" => peer.Frame(FrameType.Priority, none, stream, new byte[5]),
                "unknown" => peer.Frame((FrameType)0xbe, none, stream, new byte[5]),
                _ => peer.Data(stream, [1]),
            };
        }
    }

    /// <summary>A server that sends the same again and again until the client ends the connection.</summary>
    private static Http2Harness Flooding(string what) => new(async (peer, _) =>
    {
        await peer.GreetAsync();
        var (stream, _, _) = await peer.ReadRequestAsync();
        Begin(peer, stream, what);
        await Should.ThrowAsync<IOException>(async () =>
        {
            while (true)
            {
                Flood(peer, stream, what);
                await peer.SendAsync();
            }
        });
    });
}
