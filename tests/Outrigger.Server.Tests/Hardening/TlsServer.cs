using System.Security.Cryptography.X509Certificates;
using Outrigger.ApiMachinery.Identity;
using Outrigger.Server.Authentication;
using Outrigger.Server.Hosting;
using Outrigger.Server.Pipeline;
using Outrigger.Server.Tests.Hosting;

namespace Outrigger.Server.Tests.Hardening;

/// <summary>A server with TLS, a front proxy whose certificate it knows, and a client that stays connected.</summary>
public sealed class TlsServer : IAsyncLifetime
{
    private readonly X509Certificate2 authority = TestCertificates.Authority("proxies");
    private readonly SocketsHttpHandler handler = new()
    {
        UseProxy = false,
#pragma warning disable CA5359 // What the server shows is not what is tested.
        SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true },
#pragma warning restore CA5359
    };

    private TestServer? server;
    private HttpClient? client;

    /// <summary>The certificate of the front proxy.</summary>
    public X509Certificate2 FrontProxy { get; private set; } = null!;

    /// <summary>What slow clients are allowed.</summary>
    public ServingLimits Limits { get; init; } = new();

    internal Func<ServerParts, ServerParts> Change { get; init; } = parts => parts;

    internal TestServer Server => server!;

    internal HttpClient Client => client!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        FrontProxy = TestCertificates.Issue(authority, "CN=front-proxy-client");
        var proxies = new ClientCertificates(TimeProvider.System) { Authorities = [authority] };
        var options = new FrontProxyOptions();
        server = await TestServer.StartAsync(
            parts => Change(parts with { Authenticators = [new FrontProxyAuthenticator(proxies, () => options), .. parts.Authenticators] }),
            serving => serving with { Certificate = ServingCertificate.From(TestCertificates.Issue(authority, "CN=server", client: false)), Limits = Limits });
        client = new HttpClient(handler) { BaseAddress = new Uri($"https://127.0.0.1:{server.Server.Port}") };
        await AskAsync();
    }

    /// <summary>Another client's request is served; its answer is small.</summary>
    public async Task AskAsync()
    {
        using var response = await client!.SendAsync(TestServer.Get("/api/v1/namespaces/empty/configmaps"), TestServer.Token);
        response.IsSuccessStatusCode.ShouldBeTrue();
    }

    /// <summary>Stores a large object, not over the network, where it could be too slow for the limits.</summary>
    public async Task CreateConfigMapAsync(string name, string data)
    {
        using var inside = new HttpClient(Server.Server.CreateInProcessHandler(new UserInfo("admin", [UserInfo.MastersGroup]))) { BaseAddress = client!.BaseAddress };
        using var request = TestServer.Request(
            HttpMethod.Post, "/api/v1/namespaces/default/configmaps", $$$"""{"metadata":{"name":"{{{name}}}"},"data":{"a":"{{{data}}}"}}""", user: "");
        using var response = await inside.SendAsync(request, TestServer.Token);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Others ask again and again until something is over, at least once.</summary>
    public async Task AskUntilAsync(Task over)
    {
        do
        {
            await AskAsync();
            await Task.WhenAny(over, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System));
        }
        while (!over.IsCompleted);
        await over;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        client?.Dispose();
        handler.Dispose();
        await Server.DisposeAsync();
        FrontProxy.Dispose();
        authority.Dispose();
    }
}
