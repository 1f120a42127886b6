using Outrigger.TestKit;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Registry.Building;
using Outrigger.Registry.Models;
using Outrigger.Registry.Resources;
using Outrigger.Server.Authentication;
using Outrigger.Server.Catalog;
using Outrigger.Server.Hosting;
using Outrigger.Server.Pipeline;
using Outrigger.Storage.Cache;
using Outrigger.Storage.Memory;

namespace Outrigger.Server.Tests;

/// <summary>A server on loopback over a memory store, with a built-in and a custom group, and the calls of its users.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    public const string Tokens = "admin-token,admin,1,system:masters\nalice-token,alice,2,\"dev,ops\"\n";

    private readonly MemoryStore memory;
    private readonly WatchCache cache;

    private TestServer(MemoryStore memory, WatchCache cache, ResourceCatalog catalog, ServerParts parts, ApiServer server)
    {
        this.memory = memory;
        this.cache = cache;
        Catalog = catalog;
        Parts = parts;
        Server = server;
        Client = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None, UseProxy = false, AllowAutoRedirect = false })
        {
            BaseAddress = new Uri($"http://127.0.0.1:{server.Port}"),
        };
    }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public ResourceCatalog Catalog { get; }

    public ServerParts Parts { get; }

    public ApiServer Server { get; }

    public HttpClient Client { get; }

    public static async Task<TestServer> StartAsync(Func<ServerParts, ServerParts>? change = null, Func<ServingOptions, ServingOptions>? serve = null)
    {
        var memory = new MemoryStore(TimeProvider.System);
        var cache = await WatchCache.StartAsync(memory, new WatchCacheOptions(), Token);
        var builder = new ResourceBuilder(cache);
        IReadOnlyList<ServedResource> Build(ResourceModel model) => builder.Build(model).Versions;
        var catalog = new ResourceCatalog();
        catalog.Publish("test",
        [
            new CatalogGroupVersion(new GroupVersion("", "v1"), 18000, 1)
            {
                Resources = [.. Build(TestKinds.ConfigMaps), .. Build(TestKinds.Namespaces), .. Build(TestKinds.Machines)],
            },
            new CatalogGroupVersion(new GroupVersion("custom.example.com", "v1"), 1000, 100) { Resources = Build(TestKinds.Widgets) },
        ]);
        var parts = new ServerParts
        {
            Catalog = catalog,
            Schemas = TestKinds.Library,
            Authenticators = [new BearerTokenAuthenticator(StaticTokenFile.Parse(Tokens))],
            Loggers = new TestLog(),
        };
        parts = change?.Invoke(parts) ?? parts;
        var serving = new ServingOptions { Shutdown = new() { DrainTimeout = TimeSpan.FromSeconds(5) } };
        var server = ApiServer.Create(parts, serve?.Invoke(serving) ?? serving);
        await server.StartAsync(Token);
        return new TestServer(memory, cache, catalog, parts, server);
    }

    public static HttpRequestMessage Request(HttpMethod method, string path, string? body = null, string type = "application/json", string user = "admin")
    {
        var request = new HttpRequestMessage(method, path);
        if (user.Length > 0)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", $"{user}-token");
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }

        return request;
    }

    public static HttpRequestMessage Get(string path, string? accept = null, string user = "admin")
    {
        var request = Request(HttpMethod.Get, path, user: user);
        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        return request;
    }

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) =>
        Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);

    public async Task<(int Code, JsonObject Body)> JsonAsync(HttpRequestMessage request)
    {
        using var response = await SendAsync(request);
        return ((int)response.StatusCode, ObjectReader.Read(await response.Content.ReadAsByteArrayAsync(Token)));
    }

    public Task<(int Code, JsonObject Body)> GetAsync(string path, string? accept = null) => JsonAsync(Get(path, accept));

    public async Task<JsonObject> CreateAsync(string path, string body)
    {
        var (code, created) = await JsonAsync(Request(HttpMethod.Post, path, body));
        code.ShouldBe(201, created.ToJsonString());
        return created;
    }

    public Task<JsonObject> CreateConfigMapAsync(string name, string data = "{}") =>
        CreateAsync("/api/v1/namespaces/default/configmaps", $$"""{"metadata":{"name":"{{name}}"},"data":{{data}}}""");

    public Task<JsonObject> CreateWidgetAsync(string name) => CreateAsync(
        "/apis/custom.example.com/v1/namespaces/default/widgets",
        $$$"""{"apiVersion":"custom.example.com/v1","kind":"Widget","metadata":{"name":"{{{name}}}"},"spec":{"image":"i"}}""");

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.StopAsync(CancellationToken.None);
        await Server.DisposeAsync();
        await cache.DisposeAsync();
        await memory.DisposeAsync();
    }
}
