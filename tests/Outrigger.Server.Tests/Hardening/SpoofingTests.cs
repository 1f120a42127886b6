using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Identity;
using Outrigger.Server.Authentication;
using Outrigger.Server.Authorization;
using Outrigger.Server.Tests.Hosting;

namespace Outrigger.Server.Tests.Hardening;

/// <summary>T-01 to T-04, T-08, T-11: who says that he is somebody else, over every protocol.</summary>
public sealed class SpoofingTests : IDisposable
{
    private const string Token = "Authorization: Bearer ann-token";
    private readonly X509Certificate2 clients = TestCertificates.Authority("clients");
    private readonly X509Certificate2 proxies = TestCertificates.Authority("proxies");

    private static readonly string[] Claims =
    [
        "X-Remote-User: admin", "x-remote-USER: root", "X-Remote-Group: system:masters", "x-REMOTE-group: system:masters",
        "X-Remote-Uid: 0", "X-Remote-Extra-Scopes: all", "x-remote-extra-scopes: more",
    ];

    public static TheoryData<string> Protocols => [IdentityServer.Http1, IdentityServer.Http2, IdentityServer.WebSocket];

    public void Dispose()
    {
        clients.Dispose();
        proxies.Dispose();
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Claims_OfABearer_AreNotBelieved(string protocol)
    {
        await using var server = await IdentityServer.StartAsync(clients, proxies);

        var (code, user) = await server.AskAsync(protocol, null, [Token, .. Claims]);

        code.ShouldBe(200);
        Is(user, "ann", "1", "dev", UserInfo.AuthenticatedGroup);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Claims_OfAStranger_AreNotBelieved(string protocol)
    {
        await using var server = await IdentityServer.StartAsync(clients, proxies);

        var (_, user) = await server.AskAsync(protocol, null, Claims);

        user.ShouldBe(UserInfo.Anonymous);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Claims_OfAProxyWithAnotherName_Are401(string protocol)
    {
        await using var server = await IdentityServer.StartAsync(clients, proxies);
        using var other = TestCertificates.Issue(proxies, "CN=somebody");

        var (code, user) = await server.AskAsync(protocol, other, Claims);

        code.ShouldBe(401);
        user.ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Claims_OfOneWhoIsNamedLikeTheProxy_AreNotBelieved(string protocol)
    {
        await using var server = await IdentityServer.StartAsync(clients, proxies);
        using var foreign = TestCertificates.Authority("proxies");
        using var known = TestCertificates.Issue(clients, "CN=front-proxy-client");
        using var stranger = TestCertificates.Issue(foreign, "CN=front-proxy-client");

        var (_, user) = await server.AskAsync(protocol, known, Claims);
        var (code, nobody) = await server.AskAsync(protocol, stranger, Claims);

        Is(user, "front-proxy-client", "", UserInfo.AuthenticatedGroup);
        (code, nobody).ShouldBe((401, null));
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Claims_OfAUserWhereOneAuthoritySignsBoth_AreNotBelieved(string protocol)
    {
        await using var server = await IdentityServer.StartAsync(clients, clients);
        using var carol = TestCertificates.Issue(clients, "O=dev, CN=carol");
        using var proxy = TestCertificates.Issue(clients, "CN=front-proxy-client");

        var (_, user) = await server.AskAsync(protocol, carol, Claims);
        var (_, told) = await server.AskAsync(protocol, proxy, ["X-Remote-User: dan", "X-Remote-Group: ops"]);

        Is(user, "carol", "", "dev", UserInfo.AuthenticatedGroup);
        Is(told, "dan", "", "ops", UserInfo.AuthenticatedGroup);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Aliases_OfIdentityAndPath_HaveNoEffect(string protocol)
    {
        await using var server = await IdentityServer.StartAsync(clients, proxies);
        string[] aliases =
        [
            "X_Remote_User: admin", "X-Remote_Group: system:masters", "X-Forwarded-User: admin", "X-Forwarded-Uri: /api/v1/secrets",
            "X-Forwarded-Prefix: /api", "X-Forwarded-Host: attacker.example.com", "X-Original-URL: /api/v1/secrets", "X-Rewrite-URL: /api/v1/secrets",
            "X-HTTP-Method-Override: DELETE", "X-Forwarded-For: 127.0.0.1", "Forwarded: for=127.0.0.1", "X-Remote-User-: admin",
        ];

        var (code, user) = await server.AskAsync(protocol, null, [Token, .. aliases]);

        code.ShouldBe(200);
        Is(user, "ann", "1", "dev", UserInfo.AuthenticatedGroup);
        server.Paths.ShouldBe(["/livez"]);
    }

    [Theory]
    [InlineData("Bearer ann-token", "ann")]
    [InlineData("Bearer bad", null)]
    [InlineData("", "system:anonymous")]
    public async Task Headers_OfIdentity_GoNoFurther(string authorization, string? user)
    {
        var options = new FrontProxyOptions { UsernameHeaders = ["X-My-User"], GroupHeaders = ["X-My-Group"], UidHeaders = ["X-My-Uid"], ExtraHeaderPrefixes = ["X-My-Extra-"] };
        IAuthenticator[] all =
        [
            new FrontProxyAuthenticator(new ClientCertificates(TimeProvider.System) { Authorities = [proxies] }, () => options),
            new BearerTokenAuthenticator(StaticTokenFile.Parse("ann-token,ann,1\n")),
        ];
        var http = new DefaultHttpContext();
        http.Request.Headers.Authorization = authorization;
        foreach (var name in (string[])["X-My-User", "x-my-group", "X-My-Uid", "X-MY-Extra-Scopes", "X-Remote-User", "x-remote-GROUP", "X-Remote-Extra-A", "Accept"])
        {
            http.Request.Headers[name] = "v";
        }

        var asking = () => new RequestAuthentication(all, AnonymousAccess.Everywhere, NullLogger.Instance).AuthenticateAsync(http, "/livez").AsTask();
        if (user is null)
        {
            (await Should.ThrowAsync<StatusException>(asking)).Status.Code.ShouldBe(401);
        }
        else
        {
            (await asking()).Name.ShouldBe(user);
        }

        http.Request.Headers.Keys.ShouldBe(["Accept"]);
    }

    [Fact]
    public void Headers_OfImpersonation_GoNoFurther()
    {
        var headers = new HeaderDictionary { ["impersonate-USER"] = "bob", ["Impersonate-Group"] = "dev", ["Impersonate-Uid"] = "1", ["IMPERSONATE-extra-Scopes"] = "all", ["Accept"] = "*/*" };

        ImpersonatedUser.Take(headers).ShouldNotBeNull().Name.ShouldBe("bob");

        headers.Keys.ShouldBe(["Accept"]);
    }

    [Fact]
    public async Task Trailers_WithAnIdentity_HaveNoEffect()
    {
        await using var server = await IdentityServer.StartAsync(clients, proxies);
        using var proxy = TestCertificates.Issue(proxies, "CN=front-proxy-client");
        await using var tls = await server.ConnectAsync(proxy);

        await tls.WriteAsync(
            "POST /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Remote-User: dan\r\nTransfer-Encoding: chunked\r\nTrailer: X-Remote-User\r\n\r\n1\r\nx\r\n0\r\nX-Remote-User: admin\r\nX-Remote-Group: system:masters\r\n\r\n"u8.ToArray(),
            TestServer.Token);
        using var reader = new StreamReader(tls);
        await reader.ReadToEndAsync(TestServer.Token);

        Is(server.Users.ShouldHaveSingleItem(), "dan", "", UserInfo.AuthenticatedGroup);
    }

    [Fact]
    public async Task Http3_IsNotSpoken()
    {
        await using var server = await IdentityServer.StartAsync(clients, proxies);
        using var handler = IdentityServer.Handler();
        using var client = new HttpClient(handler);

        using var response = await client.GetAsync(new Uri($"https://127.0.0.1:{server.Port}/livez"), TestServer.Token);

        response.Headers.Contains("Alt-Svc").ShouldBeFalse("nobody is told of another protocol");
        using var udp = new System.Net.Sockets.UdpClient();
        Should.NotThrow(() => udp.Client.Bind(new IPEndPoint(IPAddress.Loopback, server.Port)), "nobody listens on the port for QUIC");
    }

    // one connection of HTTP/2 may carry any number of requests: strangers get one each
    [Fact]
    public async Task Stranger_OverHttp2_GetsOneRequestAConnection()
    {
        await using var server = await IdentityServer.StartAsync(clients, proxies);
        var connections = 0;
        using var handler = IdentityServer.Handler();
        handler.ConnectCallback = async (context, cancellationToken) =>
        {
            Interlocked.Increment(ref connections);
            var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
        };
        using var client = new HttpClient(handler) { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        var url = new Uri($"https://127.0.0.1:{server.Port}/livez");

        await Eventually.TrueAsync(
            async () =>
            {
                using var response = await client.GetAsync(url, TestServer.Token);
                response.StatusCode.ShouldBe(HttpStatusCode.OK);
                return Volatile.Read(ref connections) > 3;
            },
            "a new connection for a stranger's requests");
        var before = Volatile.Read(ref connections);
        for (var i = 0; i < 10; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer ann-token");
            using var response = await client.SendAsync(request, TestServer.Token);
        }

        (Volatile.Read(ref connections) - before).ShouldBeLessThanOrEqualTo(1, "who is known keeps the connection");
    }

    private static void Is(UserInfo? user, string name, string uid, params string[] groups)
    {
        user.ShouldNotBeNull();
        (user.Name, user.Uid).ShouldBe((name, uid));
        user.Groups.ShouldBe(groups);
        (user.Extra?.Keys.Any(k => k.Contains("scopes", StringComparison.OrdinalIgnoreCase)) ?? false).ShouldBeFalse();
    }
}
