using System.Net;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Client.Configuration;
using Outrigger.Client.Rest;
using Outrigger.Client.Tests.Support;
using Outrigger.Client.Transport;

namespace Outrigger.Client.Tests.Rest;

public sealed class KubernetesClientTests
{
    private static readonly GroupVersionResource Maps = new("", "v1", "configmaps");
    private static readonly GroupVersionResource Widgets = new("custom.example.com", "v1", "widgets");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // T-24 webhook-redirect: TokenReviews and SubjectAccessReviews are asked for with this client
    [Theory]
    [InlineData(302)]
    [InlineData(307)]
    public async Task Create_Redirected_IsNotFollowedAndItsTextIsNotTold(int status)
    {
        const string Secret = "text of an inner machine";
        await using var server = new PlainServer($"HTTP/1.1 {status} x\r\nLocation: /elsewhere\r\nContent-Length: {Secret.Length}\r\n\r\n{Secret}");
        using var client = new KubernetesClient(new ClientConfig { Server = server.Address }, TimeProvider.System);

        var refused = await Should.ThrowAsync<StatusException>(() => client.CreateAsync(new(Maps, "default"), [], Token));

        refused.Status.Message.ShouldBe($"the server answered with a redirect ({status}), which is not followed");
        refused.ToString().ShouldNotContain(Secret);
        server.Asked.ShouldBe(1);
    }

    // T-53 prefix-escape: HTTP clients take dot segments out of a path, which then is another one
    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("../../secrets")]
    [InlineData("a%2fb")]
    public void Path_PartThatIsNoSegment_IsRefused(string part)
    {
        var good = new ResourcePath(Maps, "default", "a");

        Should.Throw<ArgumentException>(() => new ResourcePath(Maps, part));
        Should.Throw<ArgumentException>(() => new ResourcePath(Maps, "default", part));
        Should.Throw<ArgumentException>(() => good.Named(part));
        Should.Throw<ArgumentException>(() => good with { Namespace = part });
        Should.Throw<ArgumentException>(() => new ResourcePath(Maps with { Resource = part }));
        Should.Throw<ArgumentException>(() => new ResourcePath(Maps with { Group = part }));
        Should.Throw<ArgumentException>(() => new ResourcePath(Maps with { Version = part }));
        if (part != "a/b")
        {
            Should.Throw<ArgumentException>(() => good.Sub(part));
        }
    }

    [Fact]
    public void Path_OddNames_AreEscaped()
    {
        new ResourcePath(Maps, "default", "system:node ?#", "proxy/metrics").ToString()
            .ShouldBe("api/v1/namespaces/default/configmaps/system%3Anode%20%3F%23/proxy/metrics");
    }

    [Fact]
    public async Task Delete_OfOneOrMany_SaysWhich()
    {
        var handler = new ScriptedHandler(_ => ScriptedHandler.Json("{}"));
        using var client = new KubernetesClient(handler, new Uri("http://server"), TimeProvider.System);

        await Should.ThrowAsync<ArgumentException>(() => client.DeleteAsync(new(Maps, "default", ""), null, Token));
        await Should.ThrowAsync<ArgumentException>(() => client.DeleteCollectionAsync(new(Maps, "default", "a"), null, null, Token));

        handler.Seen.ShouldBeEmpty();
    }

    [Fact]
    public async Task Verbs_SendKubernetesPaths()
    {
        var handler = new ScriptedHandler(_ => ScriptedHandler.Json("{}"));
        using var client = new KubernetesClient(handler, new Uri("http://server/prefix"), TimeProvider.System);
        var body = new JsonObject { ["metadata"] = new JsonObject { ["name"] = "a" } };
        await client.GetAsync(new(Maps, "default", "a"), Token);
        await client.ListAsync(new(Widgets), new ListOptions { LabelSelector = "a=b", Limit = 5 }, Token);
        await client.CreateAsync(new(Widgets, "default"), body, Token);
        await client.ReplaceAsync(new(Widgets, "default"), body, Token);
        await client.ReplaceStatusAsync(new(Widgets, "default"), body, Token);
        await client.ScaleAsync(new(Widgets, "default", "a"), 3, Token);
        await client.PatchAsync(new(Maps, "default", "a"), PatchType.Apply, body, Token, "me");
        await client.DeleteAsync(new(Maps, "default", "a"), null, Token);
        await client.DeleteCollectionAsync(new(Maps, "default"), new ListOptions { LabelSelector = "a=b" }, null, Token);
        handler.Seen.ShouldBe(
        [
            "GET /prefix/api/v1/namespaces/default/configmaps/a",
            "GET /prefix/apis/custom.example.com/v1/widgets?labelSelector=a=b&limit=5",
            """POST /prefix/apis/custom.example.com/v1/namespaces/default/widgets {"metadata":{"name":"a"}}""",
            """PUT /prefix/apis/custom.example.com/v1/namespaces/default/widgets/a {"metadata":{"name":"a"}}""",
            """PUT /prefix/apis/custom.example.com/v1/namespaces/default/widgets/a/status {"metadata":{"name":"a"}}""",
            """PATCH /prefix/apis/custom.example.com/v1/namespaces/default/widgets/a/scale {"spec":{"replicas":3}}""",
            """PATCH /prefix/api/v1/namespaces/default/configmaps/a?fieldManager=me {"metadata":{"name":"a"}}""",
            "DELETE /prefix/api/v1/namespaces/default/configmaps/a",
            "DELETE /prefix/api/v1/namespaces/default/configmaps?labelSelector=a=b",
        ]);
    }

    [Fact]
    public async Task Writes_SayHowTheyAreDone()
    {
        var handler = new ScriptedHandler(_ => ScriptedHandler.Json("{}"));
        using var client = new KubernetesClient(handler, new Uri("http://server"), TimeProvider.System);
        var body = new JsonObject { ["metadata"] = new JsonObject { ["name"] = "a" } };
        var strict = new WriteOptions { FieldManager = "me", DryRun = true, FieldValidation = "Strict" };
        await client.CreateAsync(new(Maps, "default"), body, strict, Token);
        await client.ReplaceAsync(new(Maps, "default"), body, strict, Token);
        await client.PatchAsync(new(Maps, "default", "a"), PatchType.Merge, body, strict, Token);
        await client.ApplyAsync(new(Maps, "default"), body, new WriteOptions { FieldManager = "me", Force = true }, Token);
        await Should.ThrowAsync<ArgumentException>(() => client.ApplyAsync(new(Maps, "default"), body, new WriteOptions(), Token));
        handler.Seen.Select(s => s.Split(' ')[1]).ShouldBe(
        [
            "/api/v1/namespaces/default/configmaps?dryRun=All&fieldManager=me&fieldValidation=Strict",
            "/api/v1/namespaces/default/configmaps/a?dryRun=All&fieldManager=me&fieldValidation=Strict",
            "/api/v1/namespaces/default/configmaps/a?dryRun=All&fieldManager=me&fieldValidation=Strict",
            "/api/v1/namespaces/default/configmaps/a?fieldManager=me&force=true",
        ]);
    }

    // a transport's own limit on connecting cancels, though nobody gave up
    [Fact]
    public async Task Get_NoConnectionInTime_IsATimeout()
    {
        var handler = new ScriptedHandler(_ => throw new TaskCanceledException("canceled", new TimeoutException("no connection in time")));
        using var client = new KubernetesClient(handler, new Uri("http://server"), TimeProvider.System);
        var timeout = await Should.ThrowAsync<TimeoutException>(() => client.GetAsync(new(Maps, "default", "a"), Token));
        timeout.Message.ShouldEndWith("/configmaps/a: no connection in time");
    }

    [Fact]
    public async Task Get_ClientIsDisposedOf_IsNoTimeout()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var handler = new HangingHandler(asked.SetResult);
        var client = new KubernetesClient(handler, new Uri("http://server"), TimeProvider.System);
        var call = client.GetAsync(new(Maps, "default", "a"), Token);
        await asked.Task;

        client.Dispose();

        await Should.ThrowAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task Get_StatusAnswer_ThrowsIt()
    {
        var handler = new ScriptedHandler(_ => ScriptedHandler.Json(
            """
            {"kind":"Status","status":"Failure","message":"no","reason":"Invalid","code":422,
             "details":{"name":"a","kind":"Widget","causes":[{"reason":"FieldValueInvalid","message":"bad","field":"spec.x"}]}}
            """,
            HttpStatusCode.UnprocessableEntity));
        using var client = new KubernetesClient(handler, new Uri("http://server"), TimeProvider.System);
        var refusal = await Should.ThrowAsync<StatusException>(client.GetAsync(new(Maps, "default", "a"), Token));
        refusal.Status.Code.ShouldBe(422);
        refusal.Status.Reason.ShouldBe(StatusReasons.Invalid);
        refusal.Status.Details!.Causes!.Single().Field.ShouldBe("spec.x");
    }

    [Fact]
    public async Task Get_OtherText_BecomesAStatus()
    {
        var handler = new ScriptedHandler(_ => new HttpResponseMessage(HttpStatusCode.BadGateway) { Content = new StringContent("proxy says no") });
        using var client = new KubernetesClient(handler, new Uri("http://server"), TimeProvider.System);
        var refusal = await Should.ThrowAsync<StatusException>(client.GetAsync(new(Maps, "default", "a"), Token));
        refusal.Status.ShouldBe(new Status(502, StatusReasons.InternalError, "proxy says no"));
    }

    [Fact]
    public async Task Find_Missing_IsNull()
    {
        var handler = new ScriptedHandler(_ => ScriptedHandler.Json("{}", HttpStatusCode.NotFound));
        using var client = new KubernetesClient(handler, new Uri("http://server"), TimeProvider.System);
        (await client.FindAsync(new(Maps, "default", "a"), Token)).ShouldBeNull();
    }

    [Theory]
    [InlineData(429, "POST", 2)]
    [InlineData(503, "GET", 2)]
    [InlineData(503, "POST", 1)]
    public async Task Send_RetryAfter_SendsAgainWhatIsSafe(int code, string method, int requests)
    {
        var first = true;
        var handler = new ScriptedHandler(_ =>
        {
            var answer = ScriptedHandler.Json("{}", first ? (HttpStatusCode)code : HttpStatusCode.OK);
            first = false;
            answer.Headers.Add("Retry-After", "0");
            return answer;
        });
        using var client = new KubernetesClient(handler, new Uri("http://server"), TimeProvider.System);
        try
        {
            await client.SendAsync(new HttpMethod(method), "/api", null, Token);
        }
        catch (StatusException) when (requests == 1)
        {
            // told to the caller
        }

        handler.Seen.Count.ShouldBe(requests);
    }

    [Fact]
    public async Task Send_RefusedToken_IsReadAgainAndRetriedOnce()
    {
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, "old", Token);
        var inner = new ScriptedHandler(r => r.Headers.Authorization!.Parameter is "new"
            ? ScriptedHandler.Json("""{"ok":true}""")
            : ScriptedHandler.Json("{}", HttpStatusCode.Unauthorized));
        var source = new TokenFile(path, TimeProvider.System);
        await source.GetAsync(Token);
        await File.WriteAllTextAsync(path, "new", Token);
        using var client = new KubernetesClient(new CredentialHandler(source, null, inner), new Uri("http://server"), TimeProvider.System);
        JsonNodes.GetBool(await client.SendAsync(HttpMethod.Get, "/api", null, Token), "ok").ShouldBe(true);
        inner.Seen.Count.ShouldBe(2);
        File.Delete(path);
    }

    [Fact]
    public async Task Typed_RoundTrip_UsesCamelCase()
    {
        var handler = new ScriptedHandler(_ => ScriptedHandler.Json("""{"metadata":{"name":"a"},"spec":{"replicas":3}}"""));
        using var client = new KubernetesClient(handler, new Uri("http://server"), TimeProvider.System);
        var made = await client.CreateAsync(new(Widgets, "default"), new Widget(new Meta("a"), new Spec(3)), Token);
        made.Spec.Replicas.ShouldBe(3);
        handler.Seen[0].ShouldEndWith(""" {"metadata":{"name":"a"},"spec":{"replicas":3}}""");
    }

    [Fact]
    public async Task Typed_Enum_IsWrittenAndReadAsItsName()
    {
        var handler = new ScriptedHandler(_ => ScriptedHandler.Json("""{"mode":"Fast"}"""));
        using var client = new KubernetesClient(handler, new Uri("http://server"), TimeProvider.System);
        (await client.CreateAsync(new(Widgets, "default"), new Moving(Mode.Fast), Token)).Mode.ShouldBe(Mode.Fast);
        handler.Seen[0].ShouldEndWith(""" {"mode":"Fast"}""");
    }

    [Fact]
    public async Task List_TypedWithALimit_ReadsAllPages()
    {
        var handler = new ScriptedHandler(r => ScriptedHandler.Json(r.RequestUri!.Query.Contains("continue=next", StringComparison.Ordinal)
            ? """{"metadata":{"resourceVersion":"5"},"items":[{"metadata":{"name":"c"},"spec":{"replicas":3}}]}"""
            : """{"metadata":{"resourceVersion":"5","continue":"next"},"items":[{"metadata":{"name":"a"},"spec":{"replicas":1}},{"metadata":{"name":"b"},"spec":{"replicas":2}}]}"""));
        using var client = new KubernetesClient(handler, new Uri("http://server"), TimeProvider.System);
        var all = await client.ListAsync<Widget>(new(Widgets, "default"), new ListOptions { Limit = 2 }, Token);
        all.Select(w => w.Metadata.Name).ShouldBe(["a", "b", "c"]);
        handler.Seen.Count.ShouldBe(2);
    }

    [Fact]
    public async Task CreateToken_ReadsTheAnswer()
    {
        var handler = new ScriptedHandler(_ => ScriptedHandler.Json("""{"status":{"token":"t","expirationTimestamp":"2030-01-02T03:04:05Z"}}"""));
        using var client = new KubernetesClient(handler, new Uri("http://server"), TimeProvider.System);
        var token = await client.CreateTokenAsync("default", "builder", [], TimeSpan.FromHours(1), Token);
        token.ShouldBe(new IssuedToken("t", new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero)));
        handler.Seen[0].ShouldStartWith("POST /api/v1/namespaces/default/serviceaccounts/builder/token");
    }

    private enum Mode
    {
        Slow,
        Fast,
    }

    private sealed record Moving(Mode Mode);

    private sealed record Meta(string Name);

    private sealed record Spec(int Replicas);

    private sealed record Widget(Meta Metadata, Spec Spec);
}
