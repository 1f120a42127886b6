using Outrigger.Server.Hosting;
using Outrigger.TestKit.Http2;
using static Outrigger.TestKit.Http2.RawHttp2;

namespace Outrigger.Server.Tests.Hardening;

/// <summary>HTTP/2 clients that cost the server work and themselves nothing are cut, and others are served meanwhile (T-37, T-38, T-39).</summary>
public sealed class FloodTests(TlsServer server) : IClassFixture<TlsServer>
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    // the pings between the others count, too
    private const int Most = FrameCounter.Most - (FrameCounter.Most / (PacedTogether + 1));

    // beyond the limit is what buffers on the way hold
    private const int MostOnTheWay = 2_000_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly Flood Users = new(ConfigMaps, ("authorization", "Bearer admin-token"));
    private static readonly Flood Strangers = new("/livez");

    [Theory]
    [InlineData("reset")]
    [InlineData("settings")]
    [InlineData("ping")]
    [InlineData("priority")]
    [InlineData("empty data")]
    [InlineData("unknown type")]
    public async Task Flood_EachFrameIsWorkedOffAtOnce_IsCutAtTheLimit(string kind)
    {
        await using var greedy = await ConnectAsync(server.Server.Server.Port);

        // as it is never behind, Kestrel would go on for ever
        var sent = await greedy.PacedFloodAsync(2 * FrameCounter.Most, i => Users.Frames(kind, i)).WaitAsync(Patience, TestServer.Token);

        sent.ShouldBeInRange(Most - PacedTogether, Most + PacedTogether);
        await server.AskAsync();
    }

    [Theory]
    [InlineData("window overflow", 600)]
    [InlineData("more data than told", 600)]
    [InlineData("zero window update", 0)]
    [InlineData("data on half-closed", 0)]
    [InlineData("trailers without end", 0)]
    [InlineData("field in capitals", 0)]
    [InlineData("depends on itself", 0)]
    public async Task Flood_WouldMakeTheServerResetStreams_IsCutByKestrel(string kind, int most)
    {
        await using var greedy = await ConnectAsync(server.Server.Server.Port);

        var sent = await greedy.PacedFloodAsync(2 * FrameCounter.Most, i => Users.Frames(kind, i)).WaitAsync(Patience, TestServer.Token);

        sent.ShouldBeLessThanOrEqualTo(most);
        await server.AskAsync();
    }

    [Theory]
    [InlineData("reset")]
    [InlineData("anonymous reset")]
    [InlineData("continuation with fields")]
    [InlineData("empty continuation")]
    [InlineData("empty data")]
    [InlineData("ping")]
    public async Task Flood_ReadsAnswers_IsCutAndOthersAreServed(string kind)
    {
        await using var greedy = await ConnectAsync(server.Server.Server.Port);

        var flooding = greedy.FloodAsync(int.MaxValue, i => FramesOf(kind, i)).WaitAsync(Patience, TestServer.Token);

        await server.AskUntilAsync(flooding);
        await greedy.Closed.WaitAsync(Patience, TestServer.Token);
        (await flooding).ShouldBeLessThan(MostOnTheWay);
    }

    [Theory]
    [InlineData("reset")]
    [InlineData("settings")]
    [InlineData("ping")]
    public async Task Flood_ReadsNothing_IsCutAndOthersAreServed(string kind)
    {
        await using var greedy = await ConnectAsync(server.Server.Server.Port, reads: false);

        var flooding = greedy.FloodAsync(int.MaxValue, i => FramesOf(kind, i)).WaitAsync(Patience, TestServer.Token);

        await server.AskUntilAsync(flooding);
        (await flooding).ShouldBeLessThan(MostOnTheWay);
    }

    private static byte[] FramesOf(string kind, int index) => kind == "anonymous reset" ? Strangers.Frames("reset", index) : Users.Frames(kind, index);
}
