using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Outrigger.ControlPlane.Tests.Jwt;
using Outrigger.Testing.Servers;
using Outrigger.TestKit.Issuers;

namespace Outrigger.ControlPlane.Tests.Hardening;

/// <summary>T-60: at the highest verbosity, what is secret is in no log and in no figure.</summary>
public sealed class SecretsInLogsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Logs_OfEverything_HoldNoSecret()
    {
        var log = new EveryLine();
        await using var server = await TestApiServer.StartAsync(new TestApiServerOptions { Listen = true, Loggers = log }, Token);
        using var http = Http(server);
        var admin = BearerOf(server.Kubeconfig());
        var secrets = new List<string> { admin };

        // objects with secrets, good and bad requests about them
        await SendAsync(http, admin, HttpMethod.Post, "/api/v1/namespaces/default/secrets", Secret("plain-text-1"));
        await SendAsync(http, admin, HttpMethod.Post, "/api/v1/namespaces/default/secrets", """{"metadata":{"name":"B A D"},"stringData":{"k":"plain-text-2"}}""");
        await SendAsync(http, admin, HttpMethod.Post, "/api/v1/namespaces/default/secrets", """{"metadata":{"name":"x"},"stringData":{"k":"plain-text-3"},"data":{"k":"no-base64-4"}} trailing plain-text-5""");
        await SendAsync(http, admin, HttpMethod.Patch, "/api/v1/namespaces/default/secrets/s", """{"data":{"k":["plain-text-6"]}}""", "application/merge-patch+json");
        await SendAsync(http, admin, HttpMethod.Get, "/api/v1/namespaces/default/secrets?watch=true&timeoutSeconds=1");
        secrets.AddRange(["plain-text", Convert.ToBase64String(Encoding.UTF8.GetBytes("plain-text-1")), "no-base64-4"]);

        // tokens: issued, reviewed, wrong, in every place
        var issued = await SendAsync(http, admin, HttpMethod.Post, "/api/v1/namespaces/default/serviceaccounts/default/token", "{}");
        var account = (string)JsonNode.Parse(issued)!["status"]!["token"]!;
        secrets.AddRange([account, account.Split('.')[2]]);
        foreach (var bearer in (string[])[account, account + "x", "wrong-bearer-1", "Wrong.Bearer.2", new string('w', 3000) + "-bearer-3"])
        {
            await SendAsync(http, bearer, HttpMethod.Get, "/api/v1/namespaces/default/secrets");
            await SendAsync(http, admin, HttpMethod.Post, "/apis/authentication.k8s.io/v1/tokenreviews", $$$"""{"spec":{"token":"{{{bearer}}}"}}""");
        }

        using var socket = new HttpRequestMessage(HttpMethod.Get, "/api/v1/namespaces");
        socket.Headers.TryAddWithoutValidation("Connection", "Upgrade");
        socket.Headers.TryAddWithoutValidation("Upgrade", "websocket");
        socket.Headers.TryAddWithoutValidation("Sec-WebSocket-Protocol", $"base64url.bearer.authorization.k8s.io.{TestIssuer.Encode("socket-bearer-4")}, v4.channel.k8s.io");
        using (await http.SendAsync(socket, Token))
        {
        }

        secrets.AddRange(["-bearer-", "Bearer.2", TestIssuer.Encode("socket-bearer-4")]);

        // what comes in headers beside
        using var forged = new HttpRequestMessage(HttpMethod.Get, "/api/v1/namespaces");
        forged.Headers.TryAddWithoutValidation("Authorization", "Basic c2VjcmV0OnBhc3N3b3Jk");
        forged.Headers.TryAddWithoutValidation("Cookie", "session=cookie-secret");
        forged.Headers.TryAddWithoutValidation("X-Remote-Extra-Token", "extra-secret");
        using (await http.SendAsync(forged, Token))
        {
        }

        secrets.AddRange(["c2VjcmV0OnBhc3N3b3Jk", "cookie-secret", "extra-secret"]);
        var metrics = await SendAsync(http, admin, HttpMethod.Get, "/metrics");

        log.Count.ShouldBeGreaterThan(50, "everybody logged, the web server too");
        foreach (var secret in secrets)
        {
            log.Find(secret).ShouldBeNull();
            metrics.ShouldNotContain(secret);
        }
    }

    [Fact]
    public async Task Logs_OfIssuersAndTheirTokens_HoldNone()
    {
        var log = new EveryLine();
        await using var issuer = await TestIssuer.StartAsync("ES256");
        var clock = new FakeTimeProvider();
        using var metrics = new Server.Metrics.AccessMetrics();
        await using var authenticator = new ControlPlane.Jwt.JwtAuthenticators([IssuerSetup.SettingsOf(issuer)], metrics.Tokens, clock, log.CreateLogger("jwt"));
        authenticator.Start();
        var refusals = new List<string>();
        var tokens = new List<string>();
        foreach (var fault in (IssuerFault[])[IssuerFault.None, IssuerFault.Garbage, IssuerFault.Redirect, IssuerFault.OtherIssuer, IssuerFault.Down])
        {
            issuer.Fault = fault;
            var reads = issuer.DiscoveryReads;
            await Eventually.TrueAsync(
                () =>
                {
                    clock.Advance(TimeSpan.FromSeconds(30));
                    return issuer.DiscoveryReads > reads;
                },
                $"the issuer read with the fault {fault}");
            foreach (var change in (Action<JsonObject>[])[_ => { }, c => c["sub"] = 7, c => c["aud"] = "elsewhere", c => c["exp"] = 1, c => c["groups"] = new JsonArray("claim-secret", 7)])
            {
                var claims = issuer.Claims(clock.GetUtcNow());
                claims["nonce"] = $"nonce-secret-{Guid.NewGuid():N}";
                change(claims);
                tokens.Add(issuer.Token(claims));
                refusals.Add($"{await authenticator.AuthenticateAsync(tokens[^1], [], Token)}");
            }
        }

        foreach (var secret in tokens.SelectMany(t => t.Split('.')[1..]).Concat(["nonce-secret", "claim-secret", "not what you want"]))
        {
            log.Find(secret).ShouldBeNull();
            refusals.Where(r => r.Contains("Refused", StringComparison.Ordinal)).ShouldAllBe(r => !r.Contains(secret, StringComparison.Ordinal));
        }
    }

    private static HttpClient Http(TestApiServer server)
    {
        var handler = new SocketsHttpHandler { UseProxy = false };
#pragma warning disable CA5359 // What the server shows is not what is tested.
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        return new HttpClient(handler) { BaseAddress = server.Address };
    }

    private static string BearerOf(string kubeconfig) => kubeconfig.Split("token: ")[1].Split('\n')[0].Trim();

    private static string Secret(string value) =>
        $$$"""{"metadata":{"name":"s"},"data":{"k":"{{{Convert.ToBase64String(Encoding.UTF8.GetBytes(value))}}}"}}""";

    private static async Task<string> SendAsync(
        HttpClient http, string bearer, HttpMethod method, string path, string? body = null, string type = "application/json")
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {bearer}");
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }

        using var response = await http.SendAsync(request, Token);
        return await response.Content.ReadAsStringAsync(Token);
    }

    private sealed class EveryLine : ILoggerFactory, ILogger
    {
        private readonly ConcurrentQueue<string> lines = new();

        public int Count => lines.Count;

        public string? Find(string text) => lines.FirstOrDefault(l => l.Contains(text, StringComparison.Ordinal));

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            lines.Enqueue($"{state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lines.Enqueue($"{formatter(state, exception)} {exception}");
            foreach (var (key, value) in state as IEnumerable<KeyValuePair<string, object?>> ?? [])
            {
                lines.Enqueue($"{key}={value}");
            }
        }
    }
}
