using Outrigger.ApiMachinery.Json;

namespace Outrigger.Server.Tests.Endpoints;

public class WriteTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Widgets = "/apis/custom.example.com/v1/namespaces/default/widgets";

    [Theory]
    [InlineData("text/plain", "{}", 415, "the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf")]
    [InlineData("application/json", "{", 400, null)]
    [InlineData("application/json", "", 400, null)]
    [InlineData("application/json", "[]", 400, null)]
    public async Task Create_BadBody_IsRefused(string type, string body, int code, string? message)
    {
        await using var server = await TestServer.StartAsync();

        var (answered, status) = await server.JsonAsync(TestServer.Request(HttpMethod.Post, ConfigMaps, body, type));

        answered.ShouldBe(code);
        JsonNodes.GetString(status, "message").ShouldBe(message ?? JsonNodes.GetString(status, "message"));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("99999999999999999999h")]
    public async Task Create_TimeoutThatIsNoDuration_IsRefused(string timeout)
    {
        await using var server = await TestServer.StartAsync();

        var (code, status) = await server.JsonAsync(TestServer.Request(HttpMethod.Post, $"{ConfigMaps}?timeout={timeout}", """{"metadata":{"name":"x"}}"""));

        code.ShouldBe(400);
        JsonNodes.GetString(status, "message").ShouldBe($"invalid timeout specified in the request URL: {timeout} is no duration");
    }

    [Fact]
    public async Task Create_CustomWithoutKind_SaysWhatIsMissing()
    {
        await using var server = await TestServer.StartAsync();

        var (code, status) = await server.JsonAsync(
            TestServer.Request(HttpMethod.Post, Widgets, """{"metadata": {"name": "x"}, "spec": {"image": "a"}}"""));

        code.ShouldBe(400);
        JsonNodes.GetString(status, "message").ShouldBe(
            """the object provided is unrecognized (must be of type Widget): Object 'Kind' is missing in '{"metadata": {"name": "x"}, "spec": {"image": "a"}}' ({"metadata": {"name": "x"}, "s ...)""");
    }

    [Fact]
    public async Task Create_UnknownField_Warns()
    {
        await using var server = await TestServer.StartAsync();

        using var response = await server.SendAsync(
            TestServer.Request(HttpMethod.Post, ConfigMaps, """{"metadata":{"name":"one"},"dota":{"a":"b"}}"""));

        ((int)response.StatusCode).ShouldBe(201);
        response.Headers.NonValidated["Warning"].ToString().ShouldBe("""299 - "unknown field \"dota\"" """.Trim());
    }

    [Fact]
    public async Task Create_BadOptions_NamesEveryOne()
    {
        await using var server = await TestServer.StartAsync();

        var (code, status) = await server.JsonAsync(TestServer.Request(
            HttpMethod.Post, $"{ConfigMaps}?fieldValidation=Loose&dryRun=some", """{"metadata":{"name":"x"}}"""));

        code.ShouldBe(422);
        JsonNodes.GetString(status, "message").ShouldBe(
            "CreateOptions.meta.k8s.io \"\" is invalid: [dryRun: Unsupported value: [\"some\"]: supported values: \"All\", "
            + "fieldValidation: Unsupported value: \"Loose\": supported values: \"\", \"Ignore\", \"Strict\", \"Warn\"]");
    }

    [Fact]
    public async Task Create_DryRun_StoresNothing()
    {
        await using var server = await TestServer.StartAsync();

        var (code, _) = await server.JsonAsync(TestServer.Request(HttpMethod.Post, $"{ConfigMaps}?dryRun=All", """{"metadata":{"name":"x"}}"""));

        code.ShouldBe(201);
        (await server.GetAsync($"{ConfigMaps}/x")).Code.ShouldBe(404);
    }

    [Fact]
    public async Task Create_Yaml_IsRead()
    {
        await using var server = await TestServer.StartAsync();

        var (code, obj) = await server.JsonAsync(
            TestServer.Request(HttpMethod.Post, ConfigMaps, "metadata:\n  name: one\ndata:\n  a: b\n", "application/yaml"));

        code.ShouldBe(201, obj.ToJsonString());
        JsonNodes.GetString(obj, "data", "a").ShouldBe("b");
    }

    [Fact]
    public async Task Create_TooLarge_Is413()
    {
        await using var server = await TestServer.StartAsync();

        var (code, status) = await server.JsonAsync(
            TestServer.Request(HttpMethod.Post, ConfigMaps, $$$"""{"metadata":{"name":"x"},"data":{"k":"{{{new string('x', 3 * 1024 * 1024)}}}"}}"""));

        code.ShouldBe(413);
        JsonNodes.GetString(status, "reason").ShouldBe("RequestEntityTooLarge");
    }

    [Fact]
    public async Task Replace_OtherName_IsRefusedAndOwnNameIsStored()
    {
        await using var server = await TestServer.StartAsync();
        await server.CreateConfigMapAsync("one");

        var (bad, status) = await server.JsonAsync(TestServer.Request(HttpMethod.Put, $"{ConfigMaps}/one", """{"metadata":{"name":"two"}}"""));
        var (good, obj) = await server.JsonAsync(
            TestServer.Request(HttpMethod.Put, $"{ConfigMaps}/one", """{"metadata":{"name":"one"},"data":{"a":"b"}}"""));

        (bad, JsonNodes.GetString(status, "message")).ShouldBe((400, "the name of the object (two) does not match the name on the URL (one)"));
        (good, JsonNodes.GetString(obj, "data", "a")).ShouldBe((200, "b"));
    }

    [Theory]
    [InlineData("application/json-patch+json", """[{"op":"add","path":"/data/x","value":"y"}]""")]
    [InlineData("application/merge-patch+json", """{"data":{"x":"y"}}""")]
    [InlineData("application/strategic-merge-patch+json", """{"data":{"x":"y"}}""")]
    public async Task Patch_EveryType_Changes(string type, string patch)
    {
        await using var server = await TestServer.StartAsync();
        await server.CreateConfigMapAsync("one", """{"a":"b"}""");

        var (code, obj) = await server.JsonAsync(TestServer.Request(HttpMethod.Patch, $"{ConfigMaps}/one", patch, type));

        code.ShouldBe(200);
        obj["data"]!.ToJsonString().ShouldBe("""{"a":"b","x":"y"}""");
    }

    [Fact]
    public async Task Patch_UnknownType_IsRefusedInTheWayOfItsOwner()
    {
        await using var server = await TestServer.StartAsync();

        var (builtIn, first) = await server.JsonAsync(TestServer.Request(HttpMethod.Patch, $"{ConfigMaps}/one", "{}"));
        var (custom, second) = await server.JsonAsync(
            TestServer.Request(HttpMethod.Patch, $"{Widgets}/one", "{}", "application/strategic-merge-patch+json"));

        (builtIn, JsonNodes.GetString(first, "message")).ShouldBe((415, "415: Unsupported Media Type"));
        (custom, JsonNodes.GetString(second, "message")).ShouldBe((415, "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml"));
    }

    [Fact]
    public async Task Patch_ApplyWithoutAManager_IsInvalid()
    {
        await using var server = await TestServer.StartAsync();

        var (code, status) = await server.JsonAsync(
            TestServer.Request(HttpMethod.Patch, $"{Widgets}/one", "{}", "application/apply-patch+yaml"));

        (code, JsonNodes.GetString(status, "message"))
            .ShouldBe((422, "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch"));
    }

    [Fact]
    public async Task Delete_Gone_IsASuccessStatusWithTheUid()
    {
        await using var server = await TestServer.StartAsync();
        var created = await server.CreateWidgetAsync("w");

        var (code, status) = await server.JsonAsync(TestServer.Request(HttpMethod.Delete, $"{Widgets}/w"));

        code.ShouldBe(200);
        status.ToJsonString().ShouldBe(
            $$$"""{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Success","details":{"name":"w","group":"custom.example.com","kind":"widgets","uid":"{{{JsonNodes.GetString(created, "metadata", "uid")}}}"}}""");
    }

    [Fact]
    public async Task Delete_Preconditions_AreReadFromTheBody()
    {
        await using var server = await TestServer.StartAsync();
        await server.CreateConfigMapAsync("one");

        var (conflict, _) = await server.JsonAsync(TestServer.Request(
            HttpMethod.Delete, $"{ConfigMaps}/one", """{"kind":"DeleteOptions","apiVersion":"v1","preconditions":{"uid":"x"}}"""));
        var (wrongKind, _) = await server.JsonAsync(TestServer.Request(HttpMethod.Delete, $"{ConfigMaps}/one", """{"kind":"ConfigMap"}"""));
        var (notANumber, _) = await server.JsonAsync(TestServer.Request(HttpMethod.Delete, $"{ConfigMaps}/one?gracePeriodSeconds=soon"));

        (conflict, wrongKind, notANumber).ShouldBe((409, 400, 400));
    }

    [Theory]
    [InlineData("uid")]
    [InlineData("resourceVersion")]
    public async Task Delete_Preconditions_AreReadFromTheQuery(string what)
    {
        await using var server = await TestServer.StartAsync();
        var created = await server.CreateConfigMapAsync("one");
        var right = JsonNodes.GetString(created, "metadata", what);

        var (wrong, status) = await server.JsonAsync(TestServer.Request(HttpMethod.Delete, $"{ConfigMaps}/one?{what}=1"));
        var (held, _) = await server.JsonAsync(TestServer.Request(HttpMethod.Delete, $"{ConfigMaps}/one?{what}={right}"));

        (wrong, held).ShouldBe((409, 200));
        JsonNodes.GetString(status, "reason").ShouldBe("Conflict");
    }

    [Fact]
    public async Task Delete_EmptyPreconditionsInTheQuery_AreNone()
    {
        await using var server = await TestServer.StartAsync();
        await server.CreateConfigMapAsync("one");

        var (code, _) = await server.JsonAsync(TestServer.Request(HttpMethod.Delete, $"{ConfigMaps}/one?uid=&resourceVersion="));

        code.ShouldBe(200);
    }

    [Theory]
    [InlineData("gracePeriodSeconds=", "strconv.ParseInt: parsing \"\": invalid syntax")]
    [InlineData("gracePeriodSeconds=+-1", "strconv.ParseInt: parsing \"+-1\": invalid syntax")]
    [InlineData("gracePeriodSeconds=9223372036854775808", "strconv.ParseInt: parsing \"9223372036854775808\": value out of range")]
    [InlineData("gracePeriodSeconds=-9223372036854775809", "strconv.ParseInt: parsing \"-9223372036854775809\": value out of range")]
    public async Task Delete_NoNumberInTheQuery_IsRefusedInGosWords(string query, string message)
    {
        await using var server = await TestServer.StartAsync();
        await server.CreateConfigMapAsync("one");

        var (code, status) = await server.JsonAsync(TestServer.Request(HttpMethod.Delete, $"{ConfigMaps}/one?{query.Replace("+", "%2B", StringComparison.Ordinal)}"));

        (code, JsonNodes.GetString(status, "message")).ShouldBe((400, message));
    }

    [Theory]
    [InlineData("limit=")]
    [InlineData("watch=true&timeoutSeconds=")]
    [InlineData("limit=99999999999999999999")]
    public async Task List_NoNumberInTheQuery_IsRefused(string query)
    {
        await using var server = await TestServer.StartAsync();

        using var response = await server.SendAsync(TestServer.Get($"{ConfigMaps}?{query}"));

        ((int)response.StatusCode).ShouldBe(400);
    }

    [Fact]
    public async Task DeleteCollection_Selector_DeletesAndTellsWhat()
    {
        await using var server = await TestServer.StartAsync();
        await server.CreateConfigMapAsync("a");
        await server.CreateConfigMapAsync("b");

        var (code, list) = await server.JsonAsync(TestServer.Request(HttpMethod.Delete, $"{ConfigMaps}?fieldSelector=metadata.name%3Da"));
        var (_, left) = await server.GetAsync(ConfigMaps);

        code.ShouldBe(200);
        list["items"]!.AsArray().Count.ShouldBe(1);
        left["items"]!.AsArray().Select(i => JsonNodes.GetString(i!.AsObject(), "metadata", "name")).ShouldBe(["b"]);
    }

    [Theory]
    [InlineData("POST", "/api/v1/namespaces/default/configmaps/one", 405)]
    [InlineData("PUT", "/api/v1/namespaces/default/configmaps", 405)]
    [InlineData("POST", "/api/v1/configmaps", 405)]
    [InlineData("OPTIONS", "/api/v1/namespaces/default/configmaps", 405)]
    [InlineData("DELETE", "/apis/custom.example.com/v1/widgets", 404)]
    public async Task AnyMethod_WhereItIsNotServed_IsRefused(string method, string path, int code)
    {
        await using var server = await TestServer.StartAsync();

        using var response = await server.SendAsync(TestServer.Request(new HttpMethod(method), path, "{}"));

        ((int)response.StatusCode).ShouldBe(code);
    }
}
