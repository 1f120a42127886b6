using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Outrigger.TestKit.Tls;

namespace Outrigger.TestKit.Issuers;

/// <summary>An OpenID provider of a test: a discovery document and keys behind TLS, tokens to order, and ways to go wrong.</summary>
public sealed class TestIssuer : IAsyncDisposable
{
    private const string Discovery = "/.well-known/openid-configuration";
    private readonly ConcurrentQueue<IssuerKey> keys = new();
    private TlsServer? server;
    private int discoveryReads;
    private int keyReads;

    private TestIssuer()
    {
    }

    /// <summary>The <c>iss</c> of its tokens.</summary>
    public string Url => server!.Url.AbsoluteUri.TrimEnd('/');

    /// <summary>Who signed its certificate: itself.</summary>
    public string Pem => server!.Pem;

    public IssuerFault Fault { get; set; }

    /// <summary>How often the discovery document was asked for.</summary>
    public int DiscoveryReads => discoveryReads;

    /// <summary>How often the keys were asked for.</summary>
    public int KeyReads => keyReads;

    /// <summary>The newest key, which signs.</summary>
    public IssuerKey Key => keys.Last();

    /// <summary>Further entries of the key set.</summary>
    public IReadOnlyList<JsonObject> OtherKeys { get; set; } = [];

    public static async Task<TestIssuer> StartAsync(string algorithm = "RS256")
    {
        var issuer = new TestIssuer();
        issuer.AddKey(algorithm);
        issuer.server = await TlsServer.StartAsync(issuer.AnswerAsync);
        return issuer;
    }

    /// <summary>A new key, which signs from now on; the older ones stay good.</summary>
    public IssuerKey AddKey(string algorithm)
    {
        var key = new IssuerKey($"key-{keys.Count + 1}-{Guid.NewGuid():N}", algorithm);
        keys.Enqueue(key);
        return key;
    }

    /// <summary>Takes every key back and makes a new one.</summary>
    public IssuerKey Rotate()
    {
        var algorithm = Key.Algorithm;
        keys.Clear();
        return AddKey(algorithm);
    }

    /// <summary>The claims that a good token has; change them to make it bad.</summary>
    public JsonObject Claims(DateTimeOffset now, string audience = "client") => new()
    {
        ["iss"] = Url,
        ["aud"] = audience,
        ["sub"] = "ann",
        ["iat"] = now.ToUnixTimeSeconds(),
        ["exp"] = now.AddHours(1).ToUnixTimeSeconds(),
    };

    /// <summary>A token that the newest key has signed.</summary>
    public string Token(JsonObject claims) => Token(new JsonObject { ["alg"] = Key.Algorithm, ["kid"] = Key.Id, ["typ"] = "JWT" }, claims, Key.Sign);

    /// <summary>A token of any header, signed in any way.</summary>
    public static string Token(JsonObject header, JsonObject claims, Func<byte[], byte[]> sign)
    {
        var signed = $"{Encode(header.ToJsonString())}.{Encode(claims.ToJsonString())}";
        return $"{signed}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    public static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    public async ValueTask DisposeAsync()
    {
        await server!.DisposeAsync();
        foreach (var key in keys)
        {
            key.Dispose();
        }
    }

    private async Task AnswerAsync(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "";
        var isKeys = path.EndsWith("/keys", StringComparison.Ordinal);
        Interlocked.Increment(ref isKeys ? ref keyReads : ref discoveryReads);
        switch (Fault)
        {
            case IssuerFault.Down:
                http.Abort();
                return;
            case IssuerFault.Slow:
                var gone = new TaskCompletionSource();
                await using (http.RequestAborted.Register(() => gone.TrySetResult()))
                {
                    await gone.Task;
                }

                return;
            case IssuerFault.Redirect when !path.StartsWith("/elsewhere", StringComparison.Ordinal):
                http.Response.StatusCode = 302;
                http.Response.Headers.Location = $"{Url}/elsewhere{path}";
                return;
            case IssuerFault.Garbage:
                await http.Response.WriteAsync("<html>not what you want</html>", CancellationToken.None);
                return;
            case IssuerFault.Huge when isKeys:
                await EndlessAsync(http);
                return;
        }

        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync((isKeys ? KeySet() : Document()).ToJsonString(), CancellationToken.None);
    }

    private static async Task EndlessAsync(HttpContext http)
    {
        await http.Response.WriteAsync("{\"keys\":[", CancellationToken.None);
        var piece = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("{\"kty\":\"oct\"},", 10_000)));
        while (!http.RequestAborted.IsCancellationRequested)
        {
            await http.Response.Body.WriteAsync(piece, CancellationToken.None);
        }
    }

    private JsonObject Document() => new()
    {
        ["issuer"] = Fault == IssuerFault.OtherIssuer ? "https://other.example.com" : Url,
        ["jwks_uri"] = Fault == IssuerFault.PlainKeys ? $"{Url}/keys".Replace("https:", "http:", StringComparison.Ordinal) : $"{Url}/keys",
    };

    private JsonObject KeySet() => new()
    {
        ["keys"] = new JsonArray([.. keys.Select(k => k.ToJwk()), .. OtherKeys.Select(k => k.DeepClone())]),
    };
}
