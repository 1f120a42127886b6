using System.Net;
using System.Net.WebSockets;
using System.Text;
using Outrigger.ApiMachinery.Json;
using Outrigger.Server.Authentication;
using Outrigger.TestKit;

namespace Outrigger.Server.Tests.Endpoints;

/// <summary>Watches of a browser.</summary>
public sealed class SocketWatchTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Widgets = "/apis/custom.example.com/v1/namespaces/default/widgets";

    [Fact]
    public async Task Watch_OverSocket_SendsAMessageForEachEvent()
    {
        await using var server = await TestServer.StartAsync();
        await server.CreateConfigMapAsync("a");
        using var socket = await OpenAsync(server, $"{ConfigMaps}?watch=true");

        (await EventAsync(socket)).ShouldBe(("ADDED", "a"));
        await server.CreateConfigMapAsync("b");
        (await EventAsync(socket)).ShouldBe(("ADDED", "b"));
        await server.JsonAsync(TestServer.Request(HttpMethod.Delete, $"{ConfigMaps}/a"));
        (await EventAsync(socket)).ShouldBe(("DELETED", "a"));
    }

    [Fact]
    public async Task Watch_OfACustomKind_IsServedToo()
    {
        await using var server = await TestServer.StartAsync();
        using var socket = await OpenAsync(server, $"{Widgets}?watch=true");

        await server.CreateAsync(Widgets, """{"apiVersion":"custom.example.com/v1","kind":"Widget","metadata":{"name":"w"},"spec":{"image":"i"}}""");

        (await EventAsync(socket)).ShouldBe(("ADDED", "w"));
    }

    [Fact]
    public async Task Watch_TokenAmongSubprotocols_LetsInAndTakesTheOther()
    {
        await using var server = await TestServer.StartAsync(p => p with
        {
            Authenticators = [new WebSocketTokenAuthenticator(StaticTokenFile.Parse(TestServer.Tokens))],
        });
        var token = Convert.ToBase64String("admin-token"u8).TrimEnd('=');
        using var socket = await OpenAsync(server, $"{ConfigMaps}?watch=true", o =>
        {
            o.SetRequestHeader("Authorization", null);
            o.AddSubProtocol($"base64url.bearer.authorization.k8s.io.{token}");
            o.AddSubProtocol("base64.binary.k8s.io");
        });

        socket.SubProtocol.ShouldBe("base64.binary.k8s.io");
        await using (var other = await TestServer.StartAsync())
        {
            var refused = await Should.ThrowAsync<WebSocketException>(
                () => OpenAsync(other, $"{ConfigMaps}?watch=true", o => o.SetRequestHeader("Authorization", "Bearer wrong")));
            refused.Message.ShouldContain("401");
        }
    }

    [Fact]
    public async Task Watch_Protobuf_IsBinaryWithoutTheLength()
    {
        await using var server = await TestServer.StartAsync();
        await server.CreateConfigMapAsync("a");
        using var socket = await OpenAsync(
            server, $"{ConfigMaps}?watch=true", o => o.SetRequestHeader("Accept", "application/vnd.kubernetes.protobuf;stream=watch"));

        var (type, bytes) = await ReadAsync(socket);

        type.ShouldBe(WebSocketMessageType.Binary);
        bytes[..7].ShouldBe([0x0a, 5, .. "ADDED"u8]);
    }

    [Fact]
    public async Task Watch_Timeout_ClosesTheSocket()
    {
        await using var server = await TestServer.StartAsync();
        using var socket = await OpenAsync(server, $"{ConfigMaps}?watch=true&timeoutSeconds=1");

        (await ReadAsync(socket)).Type.ShouldBe(WebSocketMessageType.Close);
        socket.CloseStatus.ShouldBe(WebSocketCloseStatus.NormalClosure);
    }

    [Fact]
    public async Task Watch_ServerStops_ClosesTheSocket()
    {
        var server = await TestServer.StartAsync();
        using var socket = await OpenAsync(server, $"{ConfigMaps}?watch=true");

        var stopping = server.Server.StopAsync(TestServer.Token);

        (await ReadAsync(socket)).Type.ShouldBe(WebSocketMessageType.Close);
        await stopping;
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Watch_ClientCloses_EndsTheWatch()
    {
        await using var server = await TestServer.StartAsync();
        using var socket = await OpenAsync(server, $"{ConfigMaps}?watch=true");

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, TestServer.Token);

        socket.CloseStatus.ShouldBe(WebSocketCloseStatus.NormalClosure);
    }

    [Fact]
    public async Task Watch_ClientSends_IsIgnoredUpToALimit()
    {
        await using var server = await TestServer.StartAsync();
        using var socket = await OpenAsync(server, $"{ConfigMaps}?watch=true");

        await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, true, TestServer.Token);
        await server.CreateConfigMapAsync("a");
        (await EventAsync(socket)).ShouldBe(("ADDED", "a"));
        await socket.SendAsync(new byte[70 * 1024], WebSocketMessageType.Binary, true, TestServer.Token);

        (await ReadAsync(socket)).Type.ShouldBe(WebSocketMessageType.Close);
    }

    [Fact]
    public async Task Watch_FromARevisionAhead_SendsTheErrorAndCloses()
    {
        await using var server = await TestServer.StartAsync();
        using var socket = await OpenAsync(server, $"{ConfigMaps}?watch=true&resourceVersion=999999999&sendInitialEvents=true&resourceVersionMatch=NotOlderThan");

        var (type, bytes) = await ReadAsync(socket);

        type.ShouldBe(WebSocketMessageType.Text);
        JsonNodes.GetString(ObjectReader.Read(bytes), "type").ShouldBe("ERROR");
        (await ReadAsync(socket)).Type.ShouldBe(WebSocketMessageType.Close);
    }

    [Fact]
    public async Task Watch_WhoseClientStopsReading_IsCut()
    {
        var clock = new FakeTimeProvider();
        await using var server = await TestServer.StartAsync(p => p with { Clock = clock });
        using var socket = await OpenAsync(server, "/api/v1/configmaps?watch=true");
        var watches = server.Parts.Lifecycle.LongRequests;
        watches.Count.ShouldBe(1);

        // more than all buffers on the way to it
        var large = $$"""{"x":"{{new string('x', 800_000)}}"}""";
        for (var i = 0; i < 40; i++)
        {
            await server.CreateAsync("/api/v1/namespaces/bulk/configmaps", $$"""{"metadata":{"name":"bulk-{{i}}"},"data":{{large}}}""");
        }

        await Eventually.TrueAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(10));
                return watches.Count == 0;
            },
            "the watch to be cut",
            TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData("Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x\r\n", "400")]
    [InlineData("Sec-WebSocket-Version: 12\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", "400")]
    [InlineData("Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", "101")]
    public async Task Handshake_Broken_IsRefused(string lines, string code)
    {
        await using var server = await TestServer.StartAsync();
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Server.Port, TestServer.Token);
        var stream = client.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"GET {ConfigMaps}?watch=true HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer admin-token\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n{lines}\r\n"),
            TestServer.Token);
        var head = new byte[12];
        await stream.ReadExactlyAsync(head, TestServer.Token);

        Encoding.ASCII.GetString(head).ShouldBe($"HTTP/1.1 {code}");
    }

    private static async Task<ClientWebSocket> OpenAsync(TestServer server, string path, Action<ClientWebSocketOptions>? options = null)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", "Bearer admin-token");
        options?.Invoke(socket.Options);
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{server.Server.Port}{path}"), TestServer.Token);
        return socket;
    }

    private static async Task<(string? Type, string? Name)> EventAsync(ClientWebSocket socket)
    {
        var (type, bytes) = await ReadAsync(socket);
        type.ShouldBe(WebSocketMessageType.Text);
        var item = ObjectReader.Read(bytes);
        return (JsonNodes.GetString(item, "type"), JsonNodes.GetString(item, "object", "metadata", "name"));
    }

    private static async Task<(WebSocketMessageType Type, byte[] Bytes)> ReadAsync(ClientWebSocket socket)
    {
        var buffer = new byte[64 * 1024];
        var length = 0;
        while (true)
        {
            var result = await socket.ReceiveAsync(buffer.AsMemory(length), TestServer.Token);
            length += result.Count;
            if (result.EndOfMessage)
            {
                return (result.MessageType, buffer[..length]);
            }
        }
    }
}
