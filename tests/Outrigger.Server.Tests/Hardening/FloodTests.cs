using static Outrigger.Server.Tests.Hardening.RawHttp2;

namespace Outrigger.Server.Tests.Hardening;

/// <summary>HTTP/2 clients that cost the server work and themselves nothing are cut, and others are served meanwhile (T-37, T-38, T-39).</summary>
public sealed class FloodTests(TlsServer server) : IClassFixture<TlsServer>
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const int Cancel = 8;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly byte[] Get = Block("GET", ConfigMaps, ("authorization", "Bearer admin-token"));
    private static readonly byte[] Post = Block("POST", ConfigMaps, ("authorization", "Bearer admin-token"));
    private static readonly byte[] Anonymous = Block("GET", "/livez");

    [Theory]
    [InlineData("reset")]
    [InlineData("anonymous reset")]
    [InlineData("window overflow")]
    [InlineData("zero window update")]
    [InlineData("data on half-closed")]
    [InlineData("continuation with fields")]
    [InlineData("empty continuation")]
    [InlineData("settings")]
    [InlineData("ping")]
    [InlineData("priority")]
    [InlineData("empty data")]
    [InlineData("unknown type")]
    public async Task Flood_ReadsAnswers_IsCutAndOthersAreServed(string kind)
    {
        await using var greedy = await ConnectAsync(server.Server);

        var flooding = greedy.FloodAsync(int.MaxValue, i => FramesOf(kind, i)).WaitAsync(Patience, TestServer.Token);

        await server.AskUntilAsync(flooding);
        await greedy.Closed.WaitAsync(Patience, TestServer.Token);
    }

    [Theory]
    [InlineData("reset")]
    [InlineData("settings")]
    [InlineData("ping")]
    public async Task Flood_ReadsNothing_IsCutAndOthersAreServed(string kind)
    {
        await using var greedy = await ConnectAsync(server.Server, reads: false);

        var flooding = greedy.FloodAsync(int.MaxValue, i => FramesOf(kind, i)).WaitAsync(Patience, TestServer.Token);

        await server.AskUntilAsync(flooding);
    }

    private static byte[] FramesOf(string kind, int index)
    {
        // after two billion frames this would be wrong
        var stream = unchecked((2 * index) + 1);
        return kind switch
        {
            "reset" => [.. Request(stream, Get), .. Frame(Reset, 0, stream, Number(Cancel))],
            "anonymous reset" => [.. Request(stream, Anonymous), .. Frame(Reset, 0, stream, Number(Cancel))],
            "window overflow" => [.. Frame(Headers, EndHeaders, stream, Post), .. Frame(WindowUpdate, 0, stream, Number(int.MaxValue))],
            "zero window update" => [.. Frame(Headers, EndHeaders, stream, Post), .. Frame(WindowUpdate, 0, stream, Number(0))],
            "data on half-closed" => [.. Request(stream, Get), .. Frame(Data, 0, stream, [1])],
            "continuation with fields" => index == 0 ? Frame(Headers, 0, 1, Get) : Frame(Continuation, 0, 1, Literal(0, "x", "y")),
            "empty continuation" => index == 0 ? Frame(Headers, 0, 1, Get) : Frame(Continuation, 0, 1, []),
            "settings" => Frame(RawHttp2.Settings, 0, 0, []),
            "ping" => Frame(Ping, 0, 0, new byte[8]),
            "priority" => Frame(Priority, 0, 1, new byte[5]),
            "empty data" => index == 0 ? Frame(Headers, EndHeaders, 1, Post) : Frame(Data, 0, 1, []),
            _ => Frame(0xEE, 0, 0, []),
        };
    }
}
