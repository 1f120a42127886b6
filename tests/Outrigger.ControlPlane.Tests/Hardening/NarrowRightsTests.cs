using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.Client.Rest;
using Outrigger.Testing.Servers;

namespace Outrigger.ControlPlane.Tests.Hardening;

/// <summary>T-47, T-54, T-59: a right to one name or one namespace shows that and nothing beside it.</summary>
public sealed class NarrowRightsTests(NarrowRightsTests.Shared shared) : IClassFixture<NarrowRightsTests.Shared>
{
    private const string Path = "/api/v1/namespaces/default/configmaps";
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private readonly TestApiServer server = shared.Server;

    [Theory]
    [InlineData("fieldSelector=metadata.name%3Da", 200)]
    [InlineData("fieldSelector=metadata.name%3D%3Da", 200)]
    [InlineData("fieldSelector=metadata.name%3Da,metadata.namespace%3Ddefault", 200)]
    [InlineData("fieldSelector=metadata.name%3Da&fieldSelector=metadata.name%3Db", 200)]
    [InlineData("fieldSelector=metadata.name%3Db&fieldSelector=metadata.name%3Da", 403)]
    [InlineData("fieldSelector=metadata.name%3Da,metadata.name%3Db", 200)]
    [InlineData("fieldSelector=metadata.name%3Db,metadata.name%3Da", 200)]
    [InlineData("fieldSelector=metadata.name%3Db", 403)]
    [InlineData("fieldSelector=metadata.name!%3Db", 403)]
    [InlineData("fieldSelector=metadata.name!%3Da", 403)]
    [InlineData("fieldSelector=metadata.namespace%3Da", 403)]
    [InlineData("FieldSelector=metadata.name%3Da", 403)]
    [InlineData("fieldSelector=metadata.name%3Da%2F..", 403)]
    [InlineData("labelSelector=metadata.name%3Da", 403)]
    [InlineData("fieldSelector=", 403)]
    [InlineData("", 403)]
    public async Task List_WithTheRightToA_ShowsNothingElse(string query, int code)
    {
        var client = shared.One;
        foreach (var q in (string[])[query, $"{query}&limit=1", $"{query}&resourceVersion=0"])
        {
            (await client.CodeAsync(HttpMethod.Get, $"{Path}?{q}")).ShouldBe(code, q);
            (await client.CodeAsync(HttpMethod.Get, $"/api/v1/configmaps?{q}")).ShouldBe(403, "the right is to one namespace");
        }

        if (code == 200)
        {
            var list = await client.SendAsync(HttpMethod.Get, $"{Path}?{query}", null, Token);
            Names(list).ShouldBeSubsetOf(["a"]);
        }
    }

    // a right to delete one object is none to delete many, whatever they are narrowed to (Kubernetes reads no name here)
    [Theory]
    [InlineData("fieldSelector=metadata.name%3Da")]
    [InlineData("fieldSelector=metadata.name%3Db")]
    [InlineData("")]
    public async Task DeleteMany_WithTheRightToA_IsRefused(string query)
    {
        (await shared.One.CodeAsync(HttpMethod.Delete, $"{Path}?{query}")).ShouldBe(403);
        (await server.Client.FindAsync(Rights.ConfigMaps.Named("a"), Token)).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("a", 200)]
    [InlineData("b", 403)]
    [InlineData("A", 403)]
    [InlineData("a%2fb", 400)]
    [InlineData("a/status", 403)]
    public async Task Get_WithTheRightToA_IsThatAlone(string name, int code) =>
        (await shared.One.CodeAsync(HttpMethod.Get, $"{Path}/{name}")).ShouldBe(code);

    [Fact]
    public async Task Watch_OfOneName_UnderLoad_ShowsThatNameAloneAlsoAfterAResume()
    {
        var stop = new CancellationTokenSource();
        var load = WriteAsync("a", "b", stop.Token);
        var seen = new ConcurrentQueue<JsonObject>();
        var version = "";
        for (var i = 0; i < 3; i++)
        {
            var query = $"watch=true&allowWatchBookmarks=true&timeoutSeconds=60&fieldSelector=metadata.name%3Da{(version.Length > 0 ? $"&resourceVersion={version}" : "")}";
            version = await FollowAsync("watcher-of-a", $"{Path}?{query}", seen, until: (i + 1) * 5);
        }

        await stop.CancelAsync();
        await load;

        seen.Count.ShouldBeGreaterThanOrEqualTo(15);
        seen.Where(e => (string?)e["type"] != "BOOKMARK").Select(Name).Distinct().ShouldBe(["a"]);
        seen.ShouldAllBe(e => (string?)e["type"] != "ERROR");
    }

    [Fact]
    public async Task Watch_OfOneNamespace_UnderLoad_ShowsThatNamespaceAlone()
    {
        var stop = new CancellationTokenSource();
        var load = Task.WhenAll(WriteAsync("a", "b", stop.Token), WriteAsync("a", "b", stop.Token, ns: "other"));
        var seen = new ConcurrentQueue<JsonObject>();
        await FollowAsync("watcher-of-default", $"{Path}?watch=true&allowWatchBookmarks=true&timeoutSeconds=60", seen, until: 20);
        await stop.CancelAsync();
        await load;

        seen.Where(e => (string?)e["type"] != "BOOKMARK").Select(e => (string?)e["object"]!["metadata"]!["namespace"]).Distinct().ShouldBe(["default"]);
        (await server.CreateClient("watcher-of-default").CodeAsync(HttpMethod.Get, "/api/v1/namespaces/other/configmaps?watch=true&timeoutSeconds=1")).ShouldBe(403);
        (await server.CreateClient("watcher-of-default").CodeAsync(HttpMethod.Get, "/api/v1/configmaps?watch=true&timeoutSeconds=1")).ShouldBe(403);
        (await server.CreateClient("watcher-of-default").CodeAsync(HttpMethod.Get, "/api/v1/watch/configmaps?timeoutSeconds=1")).ShouldBe(403);
    }

    // many users at once over the same server: nobody has another's rights for a moment
    [Fact]
    public async Task Requests_OfManyUsersAtOnce_KeepTheirOwnRights()
    {
        var users = Enumerable.Range(0, 8).Select(i => (Index: i, Client: shared.Many[i])).ToList();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 400),
            new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Token },
            async (n, _) =>
            {
                var (index, client) = users[n % users.Count];
                (await client.CodeAsync(HttpMethod.Get, $"{Path}/own-{index}")).ShouldBe(200);
                (await client.CodeAsync(HttpMethod.Get, $"{Path}/own-{(index + 1) % users.Count}")).ShouldBe(403);
                var who = await client.SendAsync(HttpMethod.Post, "/apis/authentication.k8s.io/v1/selfsubjectreviews", new JsonObject(), CancellationToken.None);
                JsonNodes.GetString(who["status"] as JsonObject, "userInfo", "username").ShouldBe($"user-{index}");
            });
    }

    private static string? Name(JsonObject change) => (string?)change["object"]!["metadata"]!["name"];

    private static IEnumerable<string> Names(JsonObject list) => JsonNodes.GetArray(list, "items")!.Select(i => (string)i!["metadata"]!["name"]!);

    // changes objects until it is cancelled
    private async Task WriteAsync(string first, string second, CancellationToken stop, string ns = "default")
    {
        var path = Rights.ConfigMaps with { Namespace = ns };
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            foreach (var name in (string[])[first, second])
            {
                await server.Client.PatchAsync(
                    path.Named(name), PatchType.Merge, new JsonObject { ["data"] = new JsonObject { ["value"] = $"{i}" } }, CancellationToken.None);
            }
        }
    }

    // the events of a watch until there are so many; the last resourceVersion
    private async Task<string> FollowAsync(string user, string path, ConcurrentQueue<JsonObject> seen, int until)
    {
        using var http = new HttpClient(server.CreateHandler(new(user, []))) { BaseAddress = new Uri("https://localhost") };
        using var response = await http.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Token);
        response.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Token));
        var version = "";
        while (seen.Count < until && await reader.ReadLineAsync(Token) is { } line)
        {
            var change = (JsonObject)JsonNode.Parse(line)!;
            seen.Enqueue(change);
            version = (string?)change["object"]!["metadata"]!["resourceVersion"] ?? version;
        }

        return version;
    }

    public sealed class Shared : IAsyncLifetime
    {
        internal TestApiServer Server { get; private set; } = null!;

        internal KubernetesClient One { get; private set; } = null!;

        internal IReadOnlyList<KubernetesClient> Many { get; private set; } = [];

        public async ValueTask InitializeAsync()
        {
            Server = await TestApiServer.StartAsync(cancellationToken: Token);
            await Server.ApplyAsync("apiVersion: v1\nkind: Namespace\nmetadata: {name: other}", Token);
            foreach (var name in (string[])["a", "b"])
            {
                await Server.Client.ConfigMapAsync(name);
                await Server.Client.ConfigMapAsync(name, "other");
            }

            One = await Server.UserAsync("one", """[{apiGroups: [""], resources: [configmaps], resourceNames: [a], verbs: [get, list, watch, delete, deletecollection]}]""");
            await Server.UserAsync("watcher-of-a", """[{apiGroups: [""], resources: [configmaps], resourceNames: [a], verbs: [list, watch]}]""");
            await Server.UserAsync("watcher-of-default", """[{apiGroups: [""], resources: [configmaps], verbs: [list, watch]}]""");
            var many = new List<KubernetesClient>();
            for (var i = 0; i < 8; i++)
            {
                await Server.Client.ConfigMapAsync($"own-{i}");
                many.Add(await Server.UserAsync($"user-{i}", $$"""[{apiGroups: [""], resources: [configmaps], resourceNames: [own-{{i}}], verbs: [get]}]"""));
            }

            Many = many;
        }

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
