using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Outrigger.ApiMachinery.SchemaFiles;
using Outrigger.ControlPlane.Hosting;
using Outrigger.Server.Hosting;
using Outrigger.Server.Pipeline;

namespace Outrigger.ControlPlane.Tests.Fakes;

/// <summary>A cluster behind the whole request pipeline, called over HTTP in process by its administrator.</summary>
internal sealed class TestApi : IAsyncDisposable
{
    private readonly ApiServer server;
    private readonly HttpClient client;

    private TestApi(TestCluster cluster, ApiServer server)
    {
        Cluster = cluster;
        this.server = server;
        client = new HttpClient(server.CreateInProcessHandler(TestCluster.Admin));
    }

    public TestCluster Cluster { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<TestApi> StartAsync(Func<ServerParts, ServerParts>? change = null)
    {
        var cluster = await TestCluster.StartAsync();
        var parts = new ServerParts
        {
            Catalog = cluster.Catalog,
            Schemas = SchemaLibrary.Load(typeof(ControlPlaneModule).Assembly),
            Loggers = NullLoggerFactory.Instance,
            Authenticators = [],
            Authorizers = cluster.Module.Authorizers,
        };
        return new TestApi(cluster, ApiServer.Create(change?.Invoke(parts) ?? parts, new ServingOptions()));
    }

    /// <summary>Sends a request whose path goes out as it is, dots and percent signs included.</summary>
    public async Task<(HttpStatusCode Code, JsonObject Body)> SendAsync(HttpMethod method, string path, string? json = null)
    {
        var (code, body, _) = await SendWarnedAsync(method, path, json);
        return (code, body);
    }

    /// <summary>The same with the texts of the Warning headers.</summary>
    public async Task<(HttpStatusCode Code, JsonObject Body, IReadOnlyList<string> Warnings)> SendWarnedAsync(
        HttpMethod method, string path, string? json, string type = "application/json")
    {
        var url = new Uri($"https://localhost{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(method, url);
        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, type);
        }

        using var response = await client.SendAsync(request, Token);
        var text = await response.Content.ReadAsStringAsync(Token);
        var body = text.StartsWith('{') ? (JsonObject)JsonNode.Parse(text)! : new JsonObject { ["text"] = text };
        List<string> warnings = response.Headers.NonValidated.TryGetValues("Warning", out var lines)
            ? [.. lines.Select(l => l["299 - \"".Length..^1].Replace("\\\"", "\"", StringComparison.Ordinal))]
            : [];
        return (response.StatusCode, body, warnings);
    }

    public Task<(HttpStatusCode Code, JsonObject Body)> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<(HttpStatusCode Code, JsonObject Body)> PostAsync(string path, string json) => SendAsync(HttpMethod.Post, path, json);

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await server.DisposeAsync();
        await Cluster.DisposeAsync();
    }
}
