using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Outrigger.Testing.Servers;
using Outrigger.TestKit.Issuers;

namespace Outrigger.ControlPlane.Tests.Hardening;

/// <summary>Requests with secrets in every place where one can be, and what is to be looked for afterwards.</summary>
internal sealed class PlantedSecrets : IDisposable
{
    private const string Secrets = "/api/v1/namespaces/default/secrets";
    private readonly HttpClient http;
    private readonly string admin;

    public PlantedSecrets(TestApiServer server)
    {
        var handler = new SocketsHttpHandler { UseProxy = false };
#pragma warning disable CA5359 // What the server shows is not what is tested.
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        http = new HttpClient(handler) { BaseAddress = server.Address };
        admin = server.Kubeconfig().Split("token: ")[1].Split('\n')[0].Trim();
        Credentials.Add(admin);
    }

    /// <summary>What came in headers alone, and keys that never left their owner: nowhere, ever.</summary>
    public List<string> Credentials { get; } = [];

    /// <summary>What objects hold: nowhere but in the objects of an audit log that was told to record them.</summary>
    public List<string> Contents { get; } = [];

    /// <summary>Those of them that an audit log with the objects has as they are.</summary>
    public List<string> Recorded { get; } = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async Task SendAllAsync()
    {
        await SendObjectsAsync();
        await SendTokensAsync();
        await SendHeadersAsync();
        await SendSigningRequestAsync();
    }

    public Task<string> GetAsync(string path) => SendAsync(admin, HttpMethod.Get, path);

    public void Dispose() => http.Dispose();

    private async Task SendObjectsAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await SendAsync(admin, HttpMethod.Post, Secrets, Secret("s", "k", "plain-text-1"));
        await SendAsync(admin, HttpMethod.Post, Secrets, Secret("tls", "tls.key", key.ExportPkcs8PrivateKeyPem()));
        await SendAsync(admin, HttpMethod.Post, Secrets, Secret("docker", ".dockerconfigjson", "plain-text-7, no JSON", "kubernetes.io/dockerconfigjson"));
        await SendAsync(admin, HttpMethod.Post, Secrets, """{"metadata":{"name":"B A D"},"stringData":{"k":"plain-text-2"}}""");
        await SendAsync(admin, HttpMethod.Post, Secrets, """{"metadata":{"name":"x"},"stringData":{"k":"plain-text-3"},"data":{"k":"no-base64-4"}} trailing plain-text-5""");
        await SendAsync(admin, HttpMethod.Post, Secrets, """{"metadata":{"name":"x"},"data":{"k":"no-base64-4"}}""");
        await SendAsync(admin, HttpMethod.Patch, Secrets + "/s", """{"data":{"k":["plain-text-6"]}}""", "application/merge-patch+json");
        await SendAsync(admin, HttpMethod.Patch, Secrets + "/s", """{"stringData":{"k2":"plain-text-8"}}""", "application/merge-patch+json");
        await SendAsync(admin, HttpMethod.Get, Secrets + "?watch=true&timeoutSeconds=1");
        await SendAsync(admin, HttpMethod.Get, Secrets);
        await SendAsync(admin, HttpMethod.Delete, Secrets + "/s");
        Contents.AddRange(["plain-text", "no-base64-4", Encode("plain-text-1"), Encode("plain-text-7, no JSON"), Encode("plain-text-8")]);
        Recorded.AddRange([Encode("plain-text-1"), Encode(key.ExportPkcs8PrivateKeyPem()), "plain-text-8"]);
        Contents.AddRange([Encode(key.ExportPkcs8PrivateKeyPem()), .. KeyTexts(key)]);
    }

    /// <summary>Tokens that are issued, reviewed and wrong.</summary>
    private async Task SendTokensAsync()
    {
        var issued = await SendAsync(admin, HttpMethod.Post, "/api/v1/namespaces/default/serviceaccounts/default/token", "{}");
        var account = (string)JsonNode.Parse(issued)!["status"]!["token"]!;
        Contents.AddRange([account, account.Split('.')[2]]);
        Recorded.Add(account);
        foreach (var bearer in (string[])[account, account + "x", "wrong-bearer-1", "Wrong.Bearer.2", new string('w', 3000) + "-bearer-3"])
        {
            await SendAsync(bearer, HttpMethod.Get, Secrets);
            await SendAsync(admin, HttpMethod.Post, "/apis/authentication.k8s.io/v1/tokenreviews", $$$"""{"spec":{"token":"{{{bearer}}}"}}""");
        }

        Contents.AddRange(["-bearer-1", "Bearer.2", "-bearer-3"]);
    }

    private async Task SendHeadersAsync()
    {
        foreach (var bearer in (string[])["header-bearer-1", "header.bearer.2"])
        {
            await SendAsync(bearer, HttpMethod.Get, Secrets);
            await SendAsync(bearer, HttpMethod.Post, Secrets, "{}");
        }

        await SendAsync("/api/v1/namespaces", ("Connection", "Upgrade"), ("Upgrade", "websocket"),
            ("Sec-WebSocket-Protocol", $"base64url.bearer.authorization.k8s.io.{TestIssuer.Encode("socket-bearer-4")}, v4.channel.k8s.io"));
        await SendAsync("/api/v1/namespaces", ("Authorization", "Basic c2VjcmV0OnBhc3N3b3Jk"), ("Cookie", "session=cookie-secret"),
            ("X-Remote-Extra-Token", "extra-secret"), ("Proxy-Authorization", "Basic cHJveHktc2VjcmV0"));
        Credentials.AddRange(["header-bearer", "header.bearer", "socket-bearer", TestIssuer.Encode("socket-bearer-4")]);
        Credentials.AddRange(["c2VjcmV0OnBhc3N3b3Jk", "cookie-secret", "extra-secret", "cHJveHktc2VjcmV0"]);
    }

    /// <summary>A signing request: its key stays with who made it.</summary>
    private async Task SendSigningRequestAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = new CertificateRequest("CN=ann", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
        var answer = await SendAsync(admin, HttpMethod.Post, "/apis/certificates.k8s.io/v1/certificatesigningrequests", $$$"""
            {"metadata":{"name":"ann"},"spec":{"request":"{{{Encode(pem)}}}","signerName":"example.com/signer","usages":["client auth"]}}
            """);
        answer.ShouldContain("\"kind\":\"CertificateSigningRequest\"");
        Credentials.AddRange(KeyTexts(key));
    }

    private static IEnumerable<string> KeyTexts(ECDsa key) =>
        key.ExportPkcs8PrivateKeyPem().Split('\n').Where(line => !line.StartsWith('-') && line.Length > 20).Append(Convert.ToBase64String(key.ExportParameters(true).D!));

    private static string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Secret(string name, string key, string value, string type = "Opaque") =>
        $$$"""{"metadata":{"name":"{{{name}}}"},"type":"{{{type}}}","data":{"{{{key}}}":"{{{Encode(value)}}}"}}""";

    private async Task<string> SendAsync(string bearer, HttpMethod method, string path, string? body = null, string type = "application/json")
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

    private async Task SendAsync(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await http.SendAsync(request, Token);
    }
}
