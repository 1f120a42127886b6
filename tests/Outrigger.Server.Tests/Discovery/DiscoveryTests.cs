using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Protobuf;
using Outrigger.ApiMachinery.SchemaFiles;
using Outrigger.Server.Catalog;
using Outrigger.Server.Requests;

namespace Outrigger.Server.Tests.Discovery;

public class DiscoveryTests
{
    private const string Aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    [Theory]
    [InlineData("/api")]
    [InlineData("/apis")]
    public async Task Get_AggregatedAsProtobuf_SaysTheSame(string path)
    {
        await using var server = await TestServer.StartAsync();
        var (_, json) = await server.GetAsync(path, Aggregated);
        var accept = Aggregated.Replace("application/json", "application/vnd.kubernetes.protobuf", StringComparison.Ordinal);

        using var answer = await server.SendAsync(TestServer.Get(path, accept));

        answer.Content.Headers.ContentType!.ToString().ShouldStartWith("application/vnd.kubernetes.protobuf;");
        var body = await answer.Content.ReadAsByteArrayAsync(TestServer.Token);
        var (kind, read) = ProtobufReader.Read(body, SchemaLibrary.Load());
        kind.Kind.ShouldBe("APIGroupDiscoveryList");
        Versions(read).ShouldBe(Versions(json));

        static string Versions(JsonObject list) => ObjectWriter.ToText(new JsonArray(
            [.. list["items"]!.AsArray().Select(g => (JsonNode)new JsonArray(g!["metadata"]!["name"]?.DeepClone(), g["versions"]!.DeepClone()))]));
    }

    [Fact]
    public async Task Get_Groups_AreListedWithVersions()
    {
        await using var server = await TestServer.StartAsync();

        var (_, core) = await server.GetAsync("/api");
        var (_, groups) = await server.GetAsync("/apis");
        var (_, group) = await server.GetAsync("/apis/custom.example.com/");

        core["versions"]!.ToJsonString().ShouldBe("""["v1"]""");
        JsonNodes.GetString(core["serverAddressByClientCIDRs"]![0]!.AsObject(), "serverAddress").ShouldBe($"127.0.0.1:{server.Server.Port}");
        groups["groups"]!.ToJsonString().ShouldBe(
            """[{"name":"custom.example.com","versions":[{"groupVersion":"custom.example.com/v1","version":"v1"}],"preferredVersion":{"groupVersion":"custom.example.com/v1","version":"v1"}}]""");
        JsonNodes.GetString(group, "kind").ShouldBe("APIGroup");
    }

    [Fact]
    public async Task Get_GroupVersion_ListsResourcesAndSubresources()
    {
        await using var server = await TestServer.StartAsync();

        var (_, list) = await server.GetAsync("/apis/custom.example.com/v1");
        var (_, core) = await server.GetAsync("/api/v1");

        list["resources"]!.ToJsonString().ShouldBe(
            """[{"name":"widgets","singularName":"widget","namespaced":true,"kind":"Widget","verbs":["delete","deletecollection","get","list","patch","create","update","watch"],"shortNames":["wd"],"categories":["demo"],"storageVersionHash":"z1Fs7kb4Z8g="},"""
            + """{"name":"widgets/status","singularName":"","namespaced":true,"kind":"Widget","verbs":["get","patch","update"]},"""
            + """{"name":"widgets/scale","singularName":"","namespaced":true,"group":"autoscaling","version":"v1","kind":"Scale","verbs":["get","patch","update"]}]""");
        core.ContainsKey("apiVersion").ShouldBeFalse();
        core["resources"]!.AsArray().Select(r => r!["name"]!.GetValue<string>())
            .ShouldBe(["configmaps", "machines", "machines/scale", "machines/status", "namespaces", "namespaces/status"]);
    }

    [Fact]
    public async Task Get_Aggregated_HasAnETagAndIsNotSentTwice()
    {
        await using var server = await TestServer.StartAsync();

        using var first = await server.SendAsync(TestServer.Get("/apis", $"application/json,{Aggregated}"));
        var request = TestServer.Get("/apis", Aggregated);
        request.Headers.TryAddWithoutValidation("If-None-Match", first.Headers.ETag!.ToString());
        using var second = await server.SendAsync(request);

        first.Content.Headers.ContentType!.ToString().Replace(" ", "", StringComparison.Ordinal).ShouldBe(Aggregated);
        first.Headers.CacheControl!.Public.ShouldBeTrue();
        ((int)second.StatusCode).ShouldBe(304);
        second.Headers.ETag.ShouldBe(first.Headers.ETag);
    }

    [Fact]
    public async Task Get_AggregatedInAVersionThatIsGone_IsPlainOrRefused()
    {
        await using var server = await TestServer.StartAsync();
        var old = Aggregated.Replace("v2", "v2beta1", StringComparison.Ordinal);

        var (plain, list) = await server.GetAsync("/apis", $"{old},application/json");
        var (alone, _) = await server.GetAsync("/apis", old);

        (plain, JsonNodes.GetString(list, "kind"), alone).ShouldBe((200, "APIGroupList", 406));
    }

    [Fact]
    public async Task Get_AggregatedCore_LeavesOutWhatIsTheSame()
    {
        await using var server = await TestServer.StartAsync();

        var (_, list) = await server.GetAsync("/api", Aggregated);

        var resource = list["items"]![0]!["versions"]![0]!["resources"]![0]!;
        resource.ToJsonString().ShouldBe(
            """{"resource":"configmaps","responseKind":{"group":"","version":"","kind":"ConfigMap"},"scope":"Namespaced","singularResource":"configmap","verbs":["create","delete","deletecollection","get","list","patch","update","watch"],"shortNames":["cm"]}""");
        list["items"]![0]!["metadata"]!.ToJsonString().ShouldBe("{}");
    }

    [Fact]
    public async Task Get_RemoteGroupVersion_IsMergedAndItsStalenessShown()
    {
        await using var server = await TestServer.StartAsync();
        var remote = new RemoteStub();
        server.Catalog.Publish("remote", [new CatalogGroupVersion(new GroupVersion("other.example.com", "v1"), 2000, 1) { Remote = remote }]);

        using var before = await server.SendAsync(TestServer.Get("/apis", Aggregated));
        var (_, current) = await server.GetAsync("/apis", Aggregated);
        remote.IsStale = true;
        var (_, stale) = await server.GetAsync("/apis", Aggregated);
        using var served = await server.SendAsync(TestServer.Get("/apis/other.example.com/v1/things/x"));

        JsonNodes.GetString(current["items"]![0]!.AsObject(), "metadata", "name").ShouldBe("other.example.com");
        current["items"]![0]!["versions"]![0]!["resources"]!.ToJsonString().ShouldBe("""[{"resource":"things"}]""");
        current["items"]![0]!["versions"]![0]!["freshness"]!.GetValue<string>().ShouldBe("Current");
        stale["items"]![0]!["versions"]![0]!["freshness"]!.GetValue<string>().ShouldBe("Stale");
        (await served.Content.ReadAsStringAsync(TestServer.Token)).ShouldBe("remote: /apis/other.example.com/v1/things/x");
    }

    [Fact]
    public async Task Get_OpenApi_IndexNamesDocumentsByTheirHash()
    {
        await using var server = await TestServer.StartAsync();

        var (_, index) = await server.GetAsync("/openapi/v3");
        index["paths"]!.AsObject().ContainsKey("apis/custom.example.com/v1").ShouldBeTrue(index.ToJsonString());
        var url = index["paths"]!["apis/custom.example.com/v1"]!["serverRelativeURL"]!.GetValue<string>();
        using var document = await server.SendAsync(TestServer.Get(url));
        using var moved = await server.SendAsync(TestServer.Get("/openapi/v3/apis/custom.example.com/v1?hash=AB"));
        using var unknown = await server.SendAsync(TestServer.Get("/openapi/v3/apis/none.example.com/v1"));

        document.Headers.CacheControl!.ToString().ShouldContain("immutable");
        url.ShouldEndWith($"?hash={document.Headers.ETag!.Tag.Trim('"')}");
        (await document.Content.ReadAsStringAsync(TestServer.Token)).ShouldContain("\"openapi\":\"3.0.0\"");
        ((int)moved.StatusCode, moved.Headers.Location!.ToString()).ShouldBe((301, url));
        ((int)unknown.StatusCode).ShouldBe(404);
    }

    [Theory]
    [InlineData("application/com.github.proto-openapi.spec.v2@v1.0+protobuf", "application/com.github.proto-openapi.spec.v2.v1.0+protobuf")]
    [InlineData("application/json", "application/json")]
    public async Task Get_OpenApiV2_IsThereForOldClients(string accept, string expected)
    {
        await using var server = await TestServer.StartAsync();
        using var request = TestServer.Get("/openapi/v2");
        request.Headers.TryAddWithoutValidation("Accept", accept);

        using var answer = await server.SendAsync(request);

        ((int)answer.StatusCode).ShouldBe(200);
        answer.Content.Headers.ContentType!.ToString().ShouldBe(expected);
        (await answer.Content.ReadAsByteArrayAsync(TestServer.Token)).Length.ShouldBeGreaterThan(10);
    }

    [Fact]
    public async Task Get_Index_NamesThePaths()
    {
        await using var server = await TestServer.StartAsync();

        var (_, index) = await server.GetAsync("/");

        var paths = index["paths"]!.AsArray().Select(p => p!.GetValue<string>()).ToList();
        paths.ShouldBeSubsetOf(paths.Order(StringComparer.Ordinal));
        string[] expected = ["/api", "/api/v1", "/apis", "/apis/", "/apis/custom.example.com", "/healthz", "/livez", "/metrics", "/openapi/v3", "/readyz", "/version"];
        expected.ShouldBeSubsetOf(paths);
    }

    private sealed class RemoteStub : IRemoteGroupVersion
    {
        public ReadOnlyMemory<byte>? Discovery { get; } =
            Encoding.UTF8.GetBytes("""{"version":"v1","resources":[{"resource":"things"}],"freshness":"Current"}""");

        public bool IsStale { get; set; }

        public Task ServeAsync(RequestContext request) => Outrigger.Server.Http.TextWriter.WriteAsync(request.Http, 200, $"remote: {request.Info.Path}");
    }
}
