using Outrigger.TestKit;
using System.Text;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Protobuf;

namespace Outrigger.Server.Tests.Endpoints;

public class ReadTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Widgets = "/apis/custom.example.com/v1/namespaces/default/widgets";

    [Fact]
    public async Task Get_BuiltIn_IsTheStoredBytesWithKindAndVersion()
    {
        await using var server = await TestServer.StartAsync();
        var created = await server.CreateConfigMapAsync("a", """{"k":"<&>é"}""");

        using var response = await server.SendAsync(TestServer.Get($"{ConfigMaps}/a"));
        var text = await response.Content.ReadAsStringAsync(TestServer.Token);

        text.ShouldStartWith("""{"kind":"ConfigMap","apiVersion":"v1",""");
        text.ShouldEndWith("}\n");
        JsonNodes.DeepEqual(ObjectReader.Read(Encoding.UTF8.GetBytes(text)), created).ShouldBeTrue();
        response.Content.Headers.ContentLength.ShouldBe(Encoding.UTF8.GetByteCount(text));
        response.Headers.CacheControl!.ToString().ShouldBe("no-cache, private");
        response.Headers.GetValues("Audit-Id").Single().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Get_Missing_IsAStatus()
    {
        await using var server = await TestServer.StartAsync();

        var (code, body) = await server.GetAsync($"{ConfigMaps}/none");

        code.ShouldBe(404);
        body.ToJsonString().ShouldBe(
            """{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"configmaps \u0022none\u0022 not found","reason":"NotFound","details":{"name":"none","kind":"configmaps"},"code":404}""");
    }

    [Fact]
    public async Task List_BuiltIn_HasItemsWithoutKind()
    {
        await using var server = await TestServer.StartAsync();
        await server.CreateConfigMapAsync("b");
        await server.CreateConfigMapAsync("a");

        var (_, list) = await server.GetAsync(ConfigMaps);

        JsonNodes.GetString(list, "kind").ShouldBe("ConfigMapList");
        JsonNodes.GetString(list, "metadata", "resourceVersion").ShouldNotBeNullOrEmpty();
        var items = list["items"]!.AsArray();
        items.Select(i => JsonNodes.GetString(i!.AsObject(), "metadata", "name")).ShouldBe(["a", "b"]);
        items[0]!.AsObject().ContainsKey("kind").ShouldBeFalse();
    }

    [Fact]
    public async Task List_Custom_HasItemsWithKindAndAnEmptyContinue()
    {
        await using var server = await TestServer.StartAsync();
        await server.CreateWidgetAsync("w");

        var (_, list) = await server.GetAsync(Widgets);

        JsonNodes.GetString(list, "metadata", "continue").ShouldBe("");
        JsonNodes.GetString(list["items"]![0]!.AsObject(), "kind").ShouldBe("Widget");
    }

    [Fact]
    public async Task List_Large_ArrivesWholeAndCompressedWhenAccepted()
    {
        await using var server = await TestServer.StartAsync();
        for (var i = 0; i < 4; i++)
        {
            await server.CreateConfigMapAsync($"c{i}", $$"""{"k":"{{new string('x', 100_000)}}"}""");
        }

        var (_, plain) = await server.GetAsync(ConfigMaps);
        var request = TestServer.Get(ConfigMaps);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip, deflate");
        using var response = await server.SendAsync(request);

        response.Content.Headers.ContentEncoding.ShouldBe(["gzip"]);
        response.Headers.Vary.ShouldContain("Accept-Encoding");
        await using var body = new System.IO.Compression.GZipStream(
            await response.Content.ReadAsStreamAsync(TestServer.Token), System.IO.Compression.CompressionMode.Decompress);
        using var copy = new MemoryStream();
        await body.CopyToAsync(copy, TestServer.Token);
        JsonNodes.DeepEqual(ObjectReader.Read(copy.ToArray()), plain).ShouldBeTrue();
    }

    [Fact]
    public async Task Get_AsMetadata_IsThePartOfIt()
    {
        await using var server = await TestServer.StartAsync();
        await server.CreateWidgetAsync("w");

        var (_, one) = await server.GetAsync($"{Widgets}/w", "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io");
        var (_, list) = await server.GetAsync(Widgets, "application/json;as=PartialObjectMetadataList;v=v1beta1;g=meta.k8s.io");

        JsonNodes.GetString(one, "kind").ShouldBe("PartialObjectMetadata");
        one.ContainsKey("spec").ShouldBeFalse();
        JsonNodes.GetString(one, "metadata", "name").ShouldBe("w");
        JsonNodes.GetString(list, "apiVersion").ShouldBe("meta.k8s.io/v1beta1");
        JsonNodes.GetString(list["items"]![0]!.AsObject(), "kind").ShouldBe("PartialObjectMetadata");
    }

    [Fact]
    public async Task List_AsTable_HasARowForEachObject()
    {
        await using var server = await TestServer.StartAsync();
        await server.CreateWidgetAsync("w");

        var (_, table) = await server.GetAsync($"{Widgets}?includeObject=None", "application/json;as=Table;v=v1;g=meta.k8s.io");
        var (code, refusal) = await server.GetAsync($"{Widgets}?includeObject=Foo", "application/json;as=Table;v=v1;g=meta.k8s.io");

        table["rows"]!.ToJsonString().ShouldBe("""[{"cells":["w",1,null],"object":null}]""");
        table["columnDefinitions"]!.AsArray().Select(c => c!["name"]!.GetValue<string>()).ShouldBe(["Name", "Replicas", "Phase"]);
        code.ShouldBe(400);
        JsonNodes.GetString(refusal, "message").ShouldBe(
            "Unable to convert to Table as requested: includeObject: Invalid value: \"Foo\": must be 'Metadata', 'Object', 'None', or empty");
    }

    [Fact]
    public async Task Get_YamlAndPretty_AreTheSameObject()
    {
        await using var server = await TestServer.StartAsync();
        await server.CreateConfigMapAsync("a", """{"k":"v"}""");

        using var yaml = await server.SendAsync(TestServer.Get($"{ConfigMaps}/a", "application/yaml"));
        using var pretty = await server.SendAsync(TestServer.Get($"{ConfigMaps}/a?pretty=true"));

        yaml.Content.Headers.ContentType!.MediaType.ShouldBe("application/yaml");
        (await yaml.Content.ReadAsStringAsync(TestServer.Token)).ShouldContain("data:\n  k: v\n");
        (await pretty.Content.ReadAsStringAsync(TestServer.Token)).ShouldContain("\n  \"data\": {\n    \"k\": \"v\"\n  }");
    }

    [Fact]
    public async Task Get_Protobuf_ReadsBackAsTheSameObject()
    {
        await using var server = await TestServer.StartAsync();
        var created = await server.CreateConfigMapAsync("a", """{"k":"v"}""");

        using var response = await server.SendAsync(TestServer.Get($"{ConfigMaps}/a", "application/vnd.kubernetes.protobuf"));
        var (_, obj) = ProtobufReader.Read(await response.Content.ReadAsByteArrayAsync(TestServer.Token), TestKinds.Library);
        using var list = await server.SendAsync(TestServer.Get(ConfigMaps, "application/vnd.kubernetes.protobuf"));
        var (kind, _) = ProtobufReader.Read(await list.Content.ReadAsByteArrayAsync(TestServer.Token), TestKinds.Library);

        JsonNodes.DeepEqual(obj["data"], created["data"]).ShouldBeTrue();
        JsonNodes.GetString(obj, "metadata", "uid").ShouldBe(JsonNodes.GetString(created, "metadata", "uid"));
        kind.Kind.ShouldBe("ConfigMapList");
    }

    [Theory]
    [InlineData("/api/v1/namespaces/default/nonesuches", 404, "application/json")]
    [InlineData("/api/v1/configmaps/a", 404, "application/json")]
    [InlineData("/api/v1/namespaces/default/machines", 404, "application/json")]
    [InlineData("/api/v1/namespaces/default/configmaps/a/status", 404, "application/json")]
    [InlineData("/api/v9/configmaps", 404, "application/json")]
    [InlineData("/apis/none.example.com/v1/things", 404, "text/plain")]
    [InlineData("/apis/custom.example.com/v1/namespaces/default/gadgets", 404, "text/plain")]
    [InlineData("/apis/custom.example.com/v7/widgets", 404, "text/plain")]
    [InlineData("/no/such/path", 404, "text/plain")]
    [InlineData("/apis/custom.example.com/v1/namespaces/default/widgets/w/none", 404, "application/json")]
    public async Task Get_UnknownPath_IsNotFoundInTheWayOfItsOwner(string path, int code, string type)
    {
        await using var server = await TestServer.StartAsync();

        using var response = await server.SendAsync(TestServer.Get(path));

        ((int)response.StatusCode).ShouldBe(code);
        response.Content.Headers.ContentType!.MediaType.ShouldBe(type);
    }
}
