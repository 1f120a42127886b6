using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Outrigger.ApiMachinery.Json;
using Outrigger.Server.Audit;
using Outrigger.Server.Authentication;
using Outrigger.Server.Authorization;
using Outrigger.Server.Pipeline;
using Outrigger.Server.Requests;

namespace Outrigger.Server.Tests.Audit;

public sealed class AuditEventTests : IDisposable
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private readonly AuditFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Request_Get_MakesOneEventWhenItComesAndOneWhenItIsDone()
    {
        await using var server = await StartAsync();
        await server.CreateConfigMapAsync("a");
        var request = TestServer.Get($"{ConfigMaps}/a");
        request.Headers.Add("Audit-ID", "my-id");
        request.Headers.TryAddWithoutValidation("User-Agent", "test/1");
        request.Headers.Add("X-Forwarded-For", "10.1.2.3, nonsense");
        using (await server.SendAsync(request))
        {
            var events = await EventsAsync($"{ConfigMaps}/a", 2);
            events.Select(e => Text(e, "stage")).ShouldBe(["RequestReceived", "ResponseComplete"]);
            var last = events[1];
            last.Select(p => p.Key).ShouldBe([
                "kind", "apiVersion", "level", "auditID", "stage", "requestURI", "verb", "user", "sourceIPs", "userAgent", "objectRef",
                "responseStatus", "responseObject", "requestReceivedTimestamp", "stageTimestamp", "annotations"]);
            (Text(last, "kind"), Text(last, "apiVersion"), Text(last, "level")).ShouldBe(("Event", "audit.k8s.io/v1", "RequestResponse"));
            (Text(last, "auditID"), Text(last, "verb"), Text(last, "userAgent")).ShouldBe(("my-id", "get", "test/1"));
            Json(last["user"]).ShouldBe("""{"username":"admin","uid":"1","groups":["system:masters","system:authenticated"]}""");
            Json(last["sourceIPs"]).ShouldBe("""["10.1.2.3","127.0.0.1"]""");
            Json(last["objectRef"]).ShouldBe("""{"resource":"configmaps","namespace":"default","name":"a","apiVersion":"v1"}""");
            Json(last["responseStatus"]).ShouldBe("""{"metadata":{},"code":200}""");
            Text(last, "responseObject", "kind").ShouldBe("ConfigMap");
            Text(last, "requestReceivedTimestamp")!.ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$");
            Json(last["annotations"]).ShouldBe("""{"authorization.k8s.io/decision":"allow","authorization.k8s.io/reason":""}""");
            events[0]["responseStatus"].ShouldBeNull();
        }
    }

    [Fact]
    public async Task Request_Create_TellsOfTheObjectAsItWasSentAndAsItIs()
    {
        await using var server = await StartAsync();
        await server.CreateAsync(ConfigMaps, "{\"metadata\":{\n\"name\":\"a\"},\"data\":{\"k\":\"v\\n\"}}");

        var done = (await EventsAsync(ConfigMaps, 2))[1];

        Text(done, "objectRef", "name").ShouldBe("a");
        Json(done["requestObject"]).ShouldBe("""{"metadata":{"name":"a"},"data":{"k":"v\n"}}""");
        Text(done, "responseObject", "metadata", "resourceVersion")!.ShouldNotBeEmpty();
        JsonNodes.GetLong(done, "responseStatus", "code").ShouldBe(201);
    }

    [Theory]
    [InlineData("application/merge-patch+json", "{ \"data\": {\"x\": \"y\"} }", """{"data":{"x":"y"}}""")]
    [InlineData("application/json-patch+json", "[ {\"op\":\"add\",\"path\":\"/data\",\"value\":{}} ]", """[{"op":"add","path":"/data","value":{}}]""")]
    [InlineData("application/apply-patch+yaml", "apiVersion: v1\nkind: ConfigMap\ndata:\n  x: z\n", """{"apiVersion":"v1","kind":"ConfigMap","data":{"x":"z"}}""")]
    public async Task Request_Patch_IsRecordedAsOneLineOfJson(string type, string patch, string recorded)
    {
        await using var server = await StartAsync();
        await server.CreateConfigMapAsync("a");
        var path = $"{ConfigMaps}/a?fieldManager=m";
        using var answer = await server.SendAsync(TestServer.Request(HttpMethod.Patch, path, patch, type));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);

        Json((await EventsAsync(path, 2))[1]["requestObject"]).ShouldBe(recorded);
    }

    [Fact]
    public async Task Request_Delete_TellsOfItsOptionsAndItsStatus()
    {
        await using var server = await StartAsync();
        await server.CreateConfigMapAsync("a");
        using var answer = await server.SendAsync(TestServer.Request(HttpMethod.Delete, $"{ConfigMaps}/a", """{"gracePeriodSeconds":0}"""));

        var done = (await EventsAsync($"{ConfigMaps}/a", 2))[1];

        Json(done["requestObject"]).ShouldBe("""{"gracePeriodSeconds":0}""");
        Text(done, "responseStatus", "status").ShouldBe("Success");
        Text(done, "responseStatus", "details", "name").ShouldBe("a");
        Text(done, "responseObject", "kind").ShouldBe("Status");
    }

    [Fact]
    public async Task Request_List_TellsOfTheFormThatTheClientGot()
    {
        await using var server = await StartAsync();
        await server.CreateConfigMapAsync("a");
        using var answer = await server.SendAsync(TestServer.Get(ConfigMaps, "application/json;as=Table;v=v1;g=meta.k8s.io"));

        Text((await EventsAsync(ConfigMaps, 4))[3], "responseObject", "kind").ShouldBe("Table");
    }

    [Fact]
    public async Task Request_Watch_HasAnEventWhenItsAnswerStarts()
    {
        await using var server = await StartAsync();
        var path = $"{ConfigMaps}?watch=true";
        var watch = await server.SendAsync(TestServer.Get(path));

        var events = await EventsAsync(path, 2);
        events.Select(e => Text(e, "stage")).ShouldBe(["RequestReceived", "ResponseStarted"]);
        Json(events[1]["responseStatus"]).ShouldBe("""{"metadata":{},"code":200}""");

        watch.Dispose();
        Text((await EventsAsync(path, 3))[2], "stage").ShouldBe("ResponseComplete");
    }

    [Fact]
    public async Task Request_BadToken_IsToldOfWithoutTheToken()
    {
        await using var server = await StartAsync();
        using var answer = await server.SendAsync(TestServer.Get(ConfigMaps, user: "secret-of-mallory"));
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        var only = (await EventsAsync(ConfigMaps, 1)).ShouldHaveSingleItem();

        Text(only, "stage").ShouldBe("ResponseStarted");
        Json(only["user"]).ShouldBe("{}");
        Json(only["responseStatus"]).ShouldBe("""{"metadata":{},"status":"Failure","message":"Authentication failed, attempted: bearer","code":401}""");
        File.ReadAllText(folder.Log).ShouldNotContain("mallory");
    }

    [Fact]
    public async Task Request_Password_IsToldOfWithoutThePassword()
    {
        await using var server = await StartAsync(p => p with { Anonymous = AnonymousAccess.Nowhere });
        using var request = TestServer.Get(ConfigMaps, user: "");
        request.Headers.TryAddWithoutValidation("Authorization", "Basic bWFsbG9yeTpzZWNyZXQ=");
        using var answer = await server.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        (await EventsAsync(ConfigMaps, 1)).ShouldHaveSingleItem()["responseStatus"]!["message"]!.GetValue<string>().ShouldBe("Authentication failed, attempted: basic");
        File.ReadAllText(folder.Log).ShouldNotContain("bWFsbG9yeTpzZWNyZXQ=");
    }

    [Fact]
    public async Task Request_Forbidden_IsToldOfWithTheDecision()
    {
        await using var server = await StartAsync(p => p with { Authorizers = [] });
        using var answer = await server.SendAsync(TestServer.Get(ConfigMaps, user: "alice"));
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        var events = await EventsAsync(ConfigMaps, 2);

        Text(events[1], "annotations", "authorization.k8s.io/decision").ShouldBe("forbid");
        Text(events[1], "responseStatus", "reason").ShouldBe("Forbidden");
        Text(events[1], "responseObject", "kind").ShouldBe("Status");
        Text(events[1], "user", "username").ShouldBe("alice");
    }

    [Fact]
    public async Task Request_Impersonated_TellsOfBothUsers()
    {
        await using var server = await StartAsync();
        var request = TestServer.Get(ConfigMaps);
        request.Headers.Add("Impersonate-User", "bob");
        request.Headers.Add("Impersonate-Group", "system:masters");
        using var answer = await server.SendAsync(request);

        var done = (await EventsAsync(ConfigMaps, 2))[1];

        Text(done, "user", "username").ShouldBe("admin");
        Json(done["impersonatedUser"]).ShouldBe("""{"username":"bob","groups":["system:masters","system:authenticated"]}""");
    }

    [Theory]
    [InlineData("/api/v1/namespaces/%2F/configmaps", 400)]
    [InlineData("/api/v1/configmaps?labelSelector=%zz", 400)]
    public async Task Request_ThatCannotBeTakenApart_IsToldOf(string path, int code)
    {
        await using var server = await StartAsync();
        (await RawHttp.GetAsync(server, path, ["Authorization: Bearer admin-token"])).ShouldBe(code);

        var only = (await EventsAsync(path, 1)).ShouldHaveSingleItem();
        JsonNodes.GetLong(only, "responseStatus", "code").ShouldBe(code);
    }

    [Fact]
    public async Task Request_FaultOfOurs_EndsWithTheStagePanic()
    {
        await using var server = await StartAsync(p => p with { PathHandlers = [new FaultyHandler()] });
        using var answer = await server.SendAsync(TestServer.Get("/faulty"));

        var events = await EventsAsync("/faulty", 2);

        Text(events[1], "stage").ShouldBe("Panic");
        JsonNodes.GetLong(events[1], "responseStatus", "code").ShouldBe(500);
        events[1]["objectRef"].ShouldBeNull();
    }

    [Fact]
    public async Task Level_Metadata_RecordsNoObjects()
    {
        using var metadata = new AuditFolder("rules: [{level: Metadata, omitStages: [RequestReceived]}]");
        await using var server = await StartAsync(metadata);
        await server.CreateConfigMapAsync("a", """{"password":"hunter2"}""");
        await Eventually.TrueAsync(() => metadata.Events().Count == 1, "the event");

        var only = metadata.Events()[0];

        (Text(only, "stage"), Text(only, "objectRef", "name")).ShouldBe(("ResponseComplete", "a"));
        (only["requestObject"], only["responseObject"]).ShouldBe((null, null));
        File.ReadAllText(metadata.Log).ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task Level_Request_LeavesTheAnswerAndManagedFieldsOut()
    {
        using var requests = new AuditFolder("omitManagedFields: true\nrules: [{level: Request, omitStages: [RequestReceived]}]");
        await using var server = await StartAsync(requests);
        await server.CreateAsync(ConfigMaps, """{"metadata":{"name":"a","managedFields":[]}}""");
        await Eventually.TrueAsync(() => requests.Events().Count == 1, "the event");

        Json(requests.Events()[0]["requestObject"]).ShouldBe("""{"metadata":{"name":"a"}}""");
        requests.Events()[0]["responseObject"].ShouldBeNull();
    }

    [Fact]
    public async Task Level_RequestResponseWithoutManagedFields_StripsThem()
    {
        using var all = new AuditFolder("omitManagedFields: true\nrules: [{level: RequestResponse, verbs: [get, list]}]");
        await using var server = await StartAsync(all);
        await server.CreateConfigMapAsync("a");
        await server.GetAsync($"{ConfigMaps}/a");
        await server.GetAsync(ConfigMaps);
        await Eventually.TrueAsync(() => all.Events().Count == 4, "the events");

        var text = File.ReadAllText(all.Log);
        text.ShouldContain("\"items\"");
        text.ShouldNotContain("managedFields");
    }

    [Fact]
    public async Task Level_None_WritesNothing()
    {
        using var none = new AuditFolder("rules: [{level: None}]");
        await using var server = await StartAsync(none);
        await server.CreateConfigMapAsync("a");
        none.Events().ShouldBeEmpty();
    }

    [Fact]
    public async Task Request_TooMany_IsToldOf()
    {
        await using var server = await StartAsync(p => p with { PathHandlers = [new TooManyHandler()] });
        using var answer = await server.SendAsync(TestServer.Get("/busy"));

        JsonNodes.GetLong((await EventsAsync("/busy", 2))[1], "responseStatus", "code").ShouldBe(429);
    }

    private static string Json(JsonNode? node) => ObjectWriter.ToText(node);

    private static string? Text(JsonObject from, params ReadOnlySpan<string> path) => JsonNodes.GetString(from, path);

    private Task<TestServer> StartAsync(Func<ServerParts, ServerParts>? change = null) => StartAsync(folder, change);

    private static Task<TestServer> StartAsync(AuditFolder to, Func<ServerParts, ServerParts>? change = null) =>
        TestServer.StartAsync(parts => (change?.Invoke(parts) ?? parts) with { Audit = AuditFolder.Open(to.Options) });

    // the last event is written after the client has its answer
    private async Task<IReadOnlyList<JsonObject>> EventsAsync(string uri, int count)
    {
        await Eventually.TrueAsync(() => folder.Events(uri).Count >= count, $"{count} events of {uri}");
        return folder.Events(uri);
    }

    private sealed class FaultyHandler : IPathHandler
    {
        public IReadOnlyList<string> Paths => [];

        public bool Handles(RequestInfo info) => info.Path == "/faulty";

        public Task ServeAsync(RequestContext request) => throw new InvalidOperationException("a fault for the test");
    }

    private sealed class TooManyHandler : IPathHandler
    {
        public IReadOnlyList<string> Paths => [];

        public bool Handles(RequestInfo info) => info.Path == "/busy";

        public Task ServeAsync(RequestContext request) => throw ApiMachinery.Errors.ApiErrors.TooManyRequests("busy", 1);
    }
}
