using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Outrigger.Server.Hosting;
using Outrigger.TestKit.Http2;
using Outrigger.TestKit.Tls;
using static Outrigger.TestKit.Http2.RawHttp2;

namespace Outrigger.Server.Tests.Hardening;

/// <summary>Clients that take their time are cut, and others are served meanwhile (T-43).</summary>
[CollectionDefinition(nameof(SlowClientTests), DisableParallelization = true)]
[Collection(nameof(SlowClientTests))]
public sealed class SlowClientTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const int OfEachKind = 5;

    // together more than sockets keep
    private const int LargeObjects = 9;
    private const int LargeObject = 900_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(3);

    private static readonly ServingLimits Limits = new()
    {
        Handshake = Short,
        RequestHead = Short,
        Idle = Short,
        BodyGrace = Short,
        AnswerRate = 16 * 1024 * 1024,
        AnswerGrace = Short,
    };

    [Fact]
    public async Task SlowClients_OfEveryKind_AreCutAndOthersAreServed()
    {
        await using var server = new TlsServer { Limits = Limits };
        await server.InitializeAsync();
        for (var i = 0; i < LargeObjects; i++)
        {
            await server.CreateConfigMapAsync($"large-{i}", new string('x', LargeObject));
        }

        // no slow client: who watches may rest
        await using var watch = await TlsAsync(server.Server, SslApplicationProtocol.Http11);
        await watch.WriteAsync(Encoding.ASCII.GetBytes($"GET {ConfigMaps}?watch=true&resourceVersion=0 HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer admin-token\r\n\r\n"), TestServer.Token);

        var kinds = new Dictionary<string, Func<TestServer, Task>>
        {
            ["no ClientHello"] = async s => await ReadToEndAsync((await ConnectAsync(s)).GetStream()),
            ["no preface"] = async s => await ReadToEndAsync(await TlsAsync(s, SslApplicationProtocol.Http2)),
            ["no request"] = async s => await ReadToEndAsync(await TlsAsync(s, SslApplicationProtocol.Http11)),
            ["slow head"] = s => DripAsync(s, "GET /livez HTTP/1.1\r\nHost: a\r\nX-Slow: "),
            ["slow body"] = s => DripAsync(s, $"POST {ConfigMaps} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer admin-token\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n"),
            ["slow chunk"] = s => DripAsync(s, $"POST {ConfigMaps} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer admin-token\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1000\r\n"),
            ["slow read"] = NoReadAsync,
            ["slow fields"] = s => RawAsync(s, Frame(Headers, 0, 1, [])),
            ["slow data"] = s => RawAsync(s, Frame(Headers, EndHeaders, 1, Block("POST", ConfigMaps, ("authorization", "Bearer admin-token"), ("content-type", "application/json")))),
            ["closed window"] = s => RawAsync(s, Request(1, Block("GET", ConfigMaps, ("authorization", "Bearer admin-token"))), window: 0),
            ["closed small window"] = s => RawAsync(s, Request(1, Block("GET", "/livez", ("authorization", "Bearer admin-token"))), window: 0),
        };

        var slow = kinds.SelectMany(kind => Enumerable.Repeat(kind, OfEachKind)).Select(kind => IsCutAsync(kind.Value(server.Server))).ToList();
        var ends = Task.WhenAll(slow);
        await server.AskUntilAsync(ends);

        var areCut = await ends;
        kinds.Keys.SelectMany(kind => Enumerable.Repeat(kind, OfEachKind)).Where((_, i) => !areCut[i]).Distinct().ShouldBeEmpty();
        await watch.ReadExactlyAsync(new byte[LargeObjects * LargeObject], TestServer.Token).AsTask().WaitAsync(Patience, TestServer.Token);
    }

    [Fact]
    public async Task Connections_MoreThanTheLimit_AreClosed()
    {
        await using var server = new TlsServer { Limits = new() { Connections = 3, Handshake = 2 * Patience } };
        await server.InitializeAsync();
        using var second = await ConnectAsync(server.Server);
        using var third = await ConnectAsync(server.Server);

        using var fourth = await ConnectAsync(server.Server);

        (await IsCutAsync(ReadToEndAsync(fourth.GetStream()))).ShouldBeTrue();
        await server.AskAsync();
    }

    [Fact]
    public void Limits_OfTheServer_AreThoseOfItsOptions()
    {
        var kestrel = new KestrelServerOptions();

        KestrelSettings.Apply(kestrel, new ServingOptions { Limits = Limits with { Connections = 7, BodyRate = 11 } }, TimeProvider.System);

        var limits = kestrel.Limits;
        (limits.RequestHeadersTimeout, limits.KeepAliveTimeout).ShouldBe((Limits.RequestHead, Limits.Idle));
        (limits.MaxConcurrentConnections, limits.MaxConcurrentUpgradedConnections).ShouldBe((7, 7));
        (limits.MinRequestBodyDataRate!.BytesPerSecond, limits.MinRequestBodyDataRate.GracePeriod).ShouldBe((11, Limits.BodyGrace));
        (limits.MinResponseDataRate!.BytesPerSecond, limits.MinResponseDataRate.GracePeriod).ShouldBe((Limits.AnswerRate, Limits.AnswerGrace));
    }

    private static async Task<bool> IsCutAsync(Task client)
    {
        try
        {
            await client.WaitAsync(Patience, TestServer.Token);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static async Task<TcpClient> ConnectAsync(TestServer server)
    {
        // a small buffer, so that a server's answer does not fit into it
        var socket = new TcpClient { ReceiveBufferSize = 4096, NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, server.Server.Port, TestServer.Token);
        return socket;
    }

    private static async Task<SslStream> TlsAsync(TestServer server, SslApplicationProtocol protocol) =>
        await RawTls.StartAsync((await ConnectAsync(server)).GetStream(), protocol: protocol, cancellationToken: TestServer.Token);

    private static async Task ReadToEndAsync(Stream stream)
    {
        await using (stream)
        {
            await stream.CopyToAsync(Stream.Null, TestServer.Token);
        }
    }

    /// <summary>Sends a part of a request, and then a byte now and then.</summary>
    private static async Task DripAsync(TestServer server, string start)
    {
        await using var stream = await TlsAsync(server, SslApplicationProtocol.Http11);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(start), TestServer.Token);
        var reading = stream.CopyToAsync(Stream.Null, TestServer.Token);
        while (!reading.IsCompleted)
        {
            await stream.WriteAsync("x"u8.ToArray(), TestServer.Token);
            await Task.WhenAny(reading, Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, TestServer.Token));
        }

        await reading;
    }

    /// <summary>Asks for much and reads nothing of it; what it sends fails in the end.</summary>
    private static async Task NoReadAsync(TestServer server)
    {
        await using var stream = await TlsAsync(server, SslApplicationProtocol.Http11);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {ConfigMaps} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer admin-token\r\n\r\n"), TestServer.Token);
        while (true)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, TestServer.Token);
            await stream.WriteAsync("G"u8.ToArray(), TestServer.Token);
        }
    }

    /// <summary>An HTTP/2 client that sends this and no more.</summary>
    private static async Task RawAsync(TestServer server, byte[] frames, int window = 65_535)
    {
        await using var raw = await RawHttp2.ConnectAsync(server.Server.Port, window: window);
        await raw.WriteAsync(frames);
        await raw.Closed;
    }
}
