using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using Outrigger.TestKit;

namespace Outrigger.Server.Tests.Endpoints;

/// <summary>A client that stops reading (T-75): it is cut, and nobody else notices.</summary>
[CollectionDefinition(nameof(StalledWatchTests), DisableParallelization = true)]
[Collection(nameof(StalledWatchTests))]
[SupportedOSPlatform("linux")]
public sealed class StalledWatchTests
{
    private const int Others = 100;
    private const int Changes = 100;
    private const int LargeObjects = 240;
    private const int LargeObject = 200_000;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Watch_WhoseClientStopsReading_IsCut_AndOthersGetEverythingInTime()
    {
        var clock = new FakeTimeProvider();
        await using var server = await TestServer.StartAsync(p => p with { Clock = clock });
        using var stop = new CancellationTokenSource();
        var ticking = TickAsync(clock, stop.Token);
        using var stalled = await OpenRawAsync(server, "/api/v1/configmaps?watch=true");
        using var quiet = await OpenAsync(server, "/api/v1/namespaces/quiet/configmaps?watch=true");
        var others = await Task.WhenAll(Enumerable.Range(0, Others).Select(_ => OpenAsync(server, "/api/v1/namespaces/default/configmaps?watch=true")));
        var counting = others.Select(o => CountAsync(o, Changes)).ToList();
        var before = GC.GetTotalMemory(forceFullCollection: true);

        // more than all buffers on the way to the one that does not read
        var large = $$"""{"x":"{{new string('x', LargeObject)}}"}""";
        for (var i = 0; i < LargeObjects; i++)
        {
            await server.CreateAsync("/api/v1/namespaces/bulk/configmaps", $$"""{"metadata":{"name":"bulk-{{i}}"},"data":{{large}}}""");
        }

        var began = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < Changes; i++)
        {
            await server.CreateConfigMapAsync($"small-{i}");
        }

        await Task.WhenAll(counting).WaitAsync(TimeSpan.FromSeconds(20));
        TimeProvider.System.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(20));
        await stop.CancelAsync();
        await ticking;

        // what the stalled one does not take is not kept for it: that would be as much again as the objects are
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan((LargeObjects * LargeObject) + (32 << 20));
        clock.Advance(Limit);
        await Eventually.TrueAsync(() => IsCut(server, stalled), "the one that does not read to be cut", TimeSpan.FromSeconds(30));

        // longer than the limit nothing was sent to this one: a quiet watch is no slow reader
        clock.Advance(Limit);
        await server.CreateAsync("/api/v1/namespaces/quiet/configmaps", """{"metadata":{"name":"late"}}""");
        (await quiet.ReadLineAsync(TestServer.Token)).ShouldNotBeNull().ShouldContain("\"late\"");
        Array.ForEach(others, o => o.Dispose());
    }

    // sends are paced by the clock
    private static async Task TickAsync(FakeTimeProvider clock, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            clock.Advance(TimeSpan.FromMilliseconds(20));
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // the client would not see it before it reads: what is on the way comes first
    private static bool IsCut(TestServer server, TcpClient client)
    {
        var (ours, theirs) = ($":{server.Server.Port:X4}", $":{((IPEndPoint)client.Client.LocalEndPoint!).Port:X4}");
        const string Established = "01";
        return !File.ReadLines("/proc/net/tcp").Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Any(l => l[1].EndsWith(ours, StringComparison.Ordinal) && l[2].EndsWith(theirs, StringComparison.Ordinal) && l[3] == Established);
    }

    private static async Task<TcpClient> OpenRawAsync(TestServer server, string path)
    {
        var client = new TcpClient { ReceiveBufferSize = 4096 };
        await client.ConnectAsync(IPAddress.Loopback, server.Server.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer admin-token\r\n\r\n"));
        var head = new byte[12];
        await client.GetStream().ReadExactlyAsync(head);
        Encoding.ASCII.GetString(head).ShouldBe("HTTP/1.1 200");
        return client;
    }

    private static async Task<StreamReader> OpenAsync(TestServer server, string path)
    {
        var response = await server.SendAsync(TestServer.Get(path));
        return new StreamReader(await response.Content.ReadAsStreamAsync(TestServer.Token));
    }

    private static async Task CountAsync(StreamReader events, int count)
    {
        for (var i = 0; i < count; i++)
        {
            (await events.ReadLineAsync(TestServer.Token)).ShouldNotBeNull();
        }
    }
}
