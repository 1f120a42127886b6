using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Outrigger.ApiMachinery.Identity;
using Outrigger.Server.Authentication;
using Outrigger.Server.Authorization;
using Outrigger.Server.Hosting;
using Outrigger.Server.Tests.Hosting;

namespace Outrigger.Server.Tests.Hardening;

/// <summary>A TLS server that believes certificates, a front proxy and tokens, allows everything, and remembers who asked.</summary>
internal sealed class IdentityServer : IAsyncDisposable
{
    public const string Http1 = "http/1.1";
    public const string Http2 = "h2";
    public const string WebSocket = "websocket";

    private readonly TestServer server;
    private readonly Seen seen;

    private IdentityServer(TestServer server, Seen seen, ClientCertificates clients)
    {
        this.server = server;
        this.seen = seen;
        Clients = clients;
    }

    public int Port => server.Server.Port;

    /// <summary>Judges client certificates; its authorities may be changed.</summary>
    public ClientCertificates Clients { get; }

    /// <summary>Everybody who was let in, in order.</summary>
    public IReadOnlyList<UserInfo> Users => [.. seen.Users];

    public IReadOnlyList<string> Paths => [.. seen.Paths];

    public static async Task<IdentityServer> StartAsync(
        X509Certificate2 clientAuthority, X509Certificate2 proxyAuthority, ITokenAuthenticator? tokens = null, Microsoft.Extensions.Logging.ILoggerFactory? log = null)
    {
        var seen = new Seen();
        var clients = new ClientCertificates(TimeProvider.System) { Authorities = [clientAuthority] };
        var proxies = new ClientCertificates(TimeProvider.System) { Authorities = [proxyAuthority] };
        var options = new FrontProxyOptions { AllowedNames = ["front-proxy-client"], UidHeaders = ["X-Remote-Uid"] };
        tokens ??= StaticTokenFile.Parse("ann-token,ann,1,dev\n");
        var server = await TestServer.StartAsync(
            parts => parts with
            {
                Authenticators =
                [
                    new FrontProxyAuthenticator(proxies, () => options), new X509Authenticator(clients),
                    new BearerTokenAuthenticator(tokens), new WebSocketTokenAuthenticator(tokens),
                ],
                Authorizers = [seen],
                TrustMasters = false,
                Loggers = log ?? parts.Loggers,
            },
            serving => serving with { Certificate = ServingCertificate.From(TestCertificates.Issue(clientAuthority, "CN=server", client: false)) });
        return new IdentityServer(server, seen, clients);
    }

    /// <summary>Sends a GET of a path over a protocol; its code, and who the server took the sender for (null: nobody).</summary>
    public async Task<(int Code, UserInfo? User)> AskAsync(
        string protocol, X509Certificate2? certificate, IEnumerable<string> headers, string path = "/livez", string method = "GET", X509Certificate2Collection? chain = null)
    {
        var before = seen.Users.Count;
        var code = protocol == Http2
            ? await Http2Async(certificate, headers, path, method)
            : await Http1Async(certificate, protocol == WebSocket ? [.. headers, .. Upgrade(headers)] : headers, path, method, chain);
        return (code, seen.Users.Skip(before).LastOrDefault());
    }

    public async ValueTask DisposeAsync() => await server.DisposeAsync();

    /// <summary>A TLS stream to the server.</summary>
    public async Task<SslStream> ConnectAsync(X509Certificate2? certificate, X509Certificate2Collection? chain = null)
    {
        var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, Port, TestServer.Token);
        var tls = new SslStream(socket.GetStream());
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
#pragma warning disable CA5359 // What the server shows is not what is tested.
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
#pragma warning restore CA5359
        };
        if (certificate is not null)
        {
            options.ClientCertificateContext = SslStreamCertificateContext.Create(certificate, chain, offline: true);
        }

        await tls.AuthenticateAsClientAsync(options, TestServer.Token);
        return tls;
    }

    /// <summary>For clients that take any server.</summary>
    public static SocketsHttpHandler Handler()
    {
        var handler = new SocketsHttpHandler { UseProxy = false };
#pragma warning disable CA5359 // What the server shows is not what is tested.
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        return handler;
    }

    private static IEnumerable<string> Upgrade(IEnumerable<string> headers)
    {
        yield return "Upgrade: websocket";
        yield return "Sec-WebSocket-Version: 13";
        yield return "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==";
        if (!headers.Any(h => h.StartsWith("Connection:", StringComparison.OrdinalIgnoreCase)))
        {
            yield return "Connection: Upgrade";
        }
    }

    private async Task<int> Http1Async(
        X509Certificate2? certificate, IEnumerable<string> headers, string path, string method, X509Certificate2Collection? chain)
    {
        await using var tls = await ConnectAsync(certificate, chain);
        var close = headers.Any(h => h.StartsWith("Connection:", StringComparison.OrdinalIgnoreCase)) ? "" : "Connection: close\r\n";
        await tls.WriteAsync(
            Encoding.UTF8.GetBytes($"{method} {path} HTTP/1.1\r\nHost: localhost\r\n{close}{string.Concat(headers.Select(h => h + "\r\n"))}\r\n"), TestServer.Token);
        var start = new byte[12];
        await tls.ReadExactlyAsync(start, TestServer.Token);
        return int.Parse(Encoding.ASCII.GetString(start, 9, 3), System.Globalization.CultureInfo.InvariantCulture);
    }

    private async Task<int> Http2Async(X509Certificate2? certificate, IEnumerable<string> headers, string path, string method)
    {
        using var handler = Handler();
        if (certificate is not null)
        {
            handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate;
        }

        using var client = new HttpClient(handler);
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri($"https://127.0.0.1:{Port}{path}"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        foreach (var header in headers)
        {
            var colon = header.IndexOf(':', StringComparison.Ordinal);
            request.Headers.TryAddWithoutValidation(header[..colon], header[(colon + 1)..].Trim());
        }

        using var response = await client.SendAsync(request, TestServer.Token);
        return (int)response.StatusCode;
    }

    private sealed class Seen : IAuthorizer
    {
        public ConcurrentQueue<UserInfo> Users { get; } = new();

        public ConcurrentQueue<string> Paths { get; } = new();

        public string Name => "seen";

        public ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationRequest request, CancellationToken cancellationToken)
        {
            Users.Enqueue(request.User);
            Paths.Enqueue(request.Path);
            return new(new AuthorizationDecision(AuthorizationVerdict.Allow, ""));
        }
    }
}
