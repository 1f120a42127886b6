using Outrigger.ApiMachinery.Identity;
using Outrigger.ApiMachinery.Json;
using Outrigger.Server.Authorization;
using Outrigger.Server.FlowControl;

namespace Outrigger.Server.Tests.Pipeline;

public class AccessTests
{
    [Theory]
    [InlineData("GET", "/api/v1/namespaces/x/pods/p/log", "pods \"p\" is forbidden: User \"alice\" cannot get resource \"pods/log\" in API group \"\" in the namespace \"x\"")]
    [InlineData("GET", "/apis/apps/v1/deployments", "deployments.apps is forbidden: User \"alice\" cannot list resource \"deployments\" in API group \"apps\" at the cluster scope")]
    [InlineData("GET", "/api/v1/namespaces/x/configmaps?watch=true&fieldSelector=metadata.name%3Done", "configmaps \"one\" is forbidden: User \"alice\" cannot watch resource \"configmaps\" in API group \"\" in the namespace \"x\"")]
    [InlineData("DELETE", "/api/v1/namespaces/x/configmaps", "configmaps is forbidden: User \"alice\" cannot deletecollection resource \"configmaps\" in API group \"\" in the namespace \"x\"")]
    [InlineData("OPTIONS", "/api/v1/namespaces/x/configmaps", "configmaps is forbidden: User \"alice\" cannot  resource \"configmaps\" in API group \"\" in the namespace \"x\"")]
    [InlineData("POST", "/logs/x", "forbidden: User \"alice\" cannot post path \"/logs/x\"")]
    [InlineData("GET", "/", "forbidden: User \"alice\" cannot get path \"/\"")]
    public async Task Any_WithoutRights_IsForbiddenInKubernetesWords(string method, string path, string message)
    {
        await using var server = await TestServer.StartAsync();

        var (code, status) = await server.JsonAsync(TestServer.Request(new HttpMethod(method), path, user: "alice"));

        (code, JsonNodes.GetString(status, "message")).ShouldBe((403, message));
    }

    [Theory]
    [InlineData("GET", "pods/p/exec", "get", "pods \"p\" is forbidden: create is not for you")]
    [InlineData("GET", "pods/p/attach", "get", "pods \"p\" is forbidden: create is not for you")]
    [InlineData("GET", "pods/p/portforward", "get", "pods \"p\" is forbidden: create is not for you")]
    [InlineData("GET", "pods/p/exec", "create", "pods \"p\" is forbidden: User \"alice\" cannot get resource \"pods/exec\" in API group \"\" in the namespace \"x\": get is not for you")]
    [InlineData("GET", "pods/p/exec", "get,create", null)]
    [InlineData("POST", "pods/p/exec", "create", null)]
    [InlineData("GET", "pods/p/proxy", "get", null)]
    [InlineData("GET", "pods/p/log", "get", null)]
    public async Task Connect_ToAPod_NeedsTheRightToCreate(string method, string path, string rights, string? refusal)
    {
        // T-20: kubectl's WebSockets come as GET
        await using var server = await TestServer.StartAsync(p => p with { Authorizers = [new Verbs(rights.Split(','))] });
        var request = TestServer.Request(new HttpMethod(method), $"/api/v1/namespaces/x/{path}?command=ls", user: "alice");
        request.Headers.Add("Connection", "Upgrade");
        request.Headers.Add("Upgrade", "websocket");

        using var response = await server.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync(TestServer.Token);

        ((int)response.StatusCode == 403).ShouldBe(refusal is not null, body);
        body.Contains("is forbidden").ShouldBe(refusal is not null);
        if (refusal is not null)
        {
            JsonNodes.GetString(ObjectReader.Read(System.Text.Encoding.UTF8.GetBytes(body)), "message").ShouldBe(refusal);
        }
    }

    [Theory]
    [InlineData("Bearer nonsense", 401)]
    [InlineData("bearer nonsense", 401)]
    [InlineData("Bearer ", 403)]
    [InlineData("Basic YWRtaW46YWRtaW4=", 403)]
    [InlineData("Negotiate abc", 403)]
    [InlineData("Bearer admin-token", 200)]
    public async Task Any_Credentials_AreJudged(string authorization, int code)
    {
        await using var server = await TestServer.StartAsync();
        var request = TestServer.Get("/api/v1/namespaces", user: "");
        request.Headers.TryAddWithoutValidation("Authorization", authorization);

        using var response = await server.SendAsync(request);

        ((int)response.StatusCode).ShouldBe(code);
    }

    [Fact]
    public async Task Any_Anonymous_IsNamedInTheRefusal()
    {
        await using var server = await TestServer.StartAsync();

        var (_, forbidden) = await server.JsonAsync(TestServer.Get("/api/v1/namespaces", user: ""));

        JsonNodes.GetString(forbidden, "message").ShouldBe(
            "namespaces is forbidden: User \"system:anonymous\" cannot list resource \"namespaces\" in API group \"\" at the cluster scope");
    }

    [Fact]
    public async Task Any_FrontProxyHeadersWithoutCertificate_AreIgnored()
    {
        await using var server = await TestServer.StartAsync();
        var request = TestServer.Get("/api/v1/namespaces", user: "");
        request.Headers.TryAddWithoutValidation("X-Remote-User", "admin");
        request.Headers.TryAddWithoutValidation("X-Remote-Group", "system:masters");

        using var response = await server.SendAsync(request);

        ((int)response.StatusCode).ShouldBe(403);
    }

    [Fact]
    public async Task Impersonation_GroupWithoutUser_IsABadRequest()
    {
        await using var server = await TestServer.StartAsync();
        var request = TestServer.Get("/api/v1/namespaces");
        request.Headers.TryAddWithoutValidation("Impersonate-Group", "one");

        using var response = await server.SendAsync(request);

        ((int)response.StatusCode).ShouldBe(400);
    }

    [Theory]
    [InlineData("bob", "namespaces is forbidden: User \"alice\" cannot impersonate-on:user-info:list resource \"namespaces\" in API group \"\" at the cluster scope")]
    [InlineData("system:serviceaccount:x:robot", "namespaces is forbidden: User \"alice\" cannot impersonate-on:serviceaccount:list resource \"namespaces\" in API group \"\" at the cluster scope")]
    public async Task Impersonation_WithoutRights_IsForbidden(string user, string message)
    {
        await using var server = await TestServer.StartAsync();
        var request = TestServer.Get("/api/v1/namespaces", user: "alice");
        request.Headers.TryAddWithoutValidation("Impersonate-User", user);

        var (code, status) = await server.JsonAsync(request);

        (code, JsonNodes.GetString(status, "message")).ShouldBe((403, message));
    }

    [Fact]
    public async Task Impersonation_Allowed_ActsWithTheOthersGroups()
    {
        var seen = new SeenUsers();
        await using var server = await TestServer.StartAsync(p => p with { Authorizers = [seen] });
        string[] headers =
        [
            "Authorization: Bearer admin-token",
            "Impersonate-User: bob",
            "Impersonate-Group: one",
            "Impersonate-Group: two, three",
            "Impersonate-Extra-example.com%2fThing: x",
        ];

        (await RawHttp.GetAsync(server, "/api/v1/namespaces", headers)).ShouldBe(200);

        var bob = seen.Users.ShouldHaveSingleItem();
        bob.Groups.ShouldBe(["one", "two, three", "system:authenticated"]);
        bob.Extra!["example.com/thing"].ShouldBe(["x"]);
    }

    [Fact]
    public async Task Impersonation_OldRight_NeedsOneForEachPart()
    {
        var rights = new ImpersonateBob();
        await using var server = await TestServer.StartAsync(p => p with { Authorizers = [rights] });

        (await CodeAsync(server, "bob", "team")).ShouldBe((200, null));
        (await CodeAsync(server, "bob", "other")).ShouldBe(
            (403, "groups \"other\" is forbidden: User \"alice\" cannot impersonate resource \"groups\" in API group \"\" at the cluster scope"));
        (await CodeAsync(server, "carol", "team")).ShouldBe(
            (403, "users \"carol\" is forbidden: User \"alice\" cannot impersonate resource \"users\" in API group \"\" at the cluster scope"));
    }

    [Fact]
    public async Task Any_OverTheLimit_IsToldToComeBack()
    {
        await using var server = await TestServer.StartAsync(p => p with { InFlight = new() { MaxRequestsInFlight = 1 }, Authorizers = [new SlowAllow()] });
        var slow = server.SendAsync(TestServer.Get("/api/v1/namespaces", user: "alice"));
        await SlowAllow.Entered.Task.WaitAsync(TestServer.Token);

        using var refused = await server.SendAsync(TestServer.Get("/api/v1/namespaces", user: "alice"));
        using var admin = await server.SendAsync(TestServer.Get("/api/v1/namespaces"));
        SlowAllow.Leave.SetResult();

        ((int)refused.StatusCode, refused.Headers.RetryAfter!.ToString()).ShouldBe((429, "1"));
        ((int)admin.StatusCode).ShouldBe(200);
        ((int)(await slow).StatusCode).ShouldBe(200);
    }

    private static async Task<(int Code, string? Message)> CodeAsync(TestServer server, string user, string group)
    {
        var request = TestServer.Get("/api/v1/namespaces", user: "alice");
        request.Headers.TryAddWithoutValidation("Impersonate-User", user);
        request.Headers.TryAddWithoutValidation("Impersonate-Group", group);
        var (code, status) = await server.JsonAsync(request);
        return (code, JsonNodes.GetString(status, "message"));
    }

    private sealed class Verbs(params string[] allowed) : IAuthorizer
    {
        public string Name => "verbs";

        public ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationRequest request, CancellationToken cancellationToken) =>
            new(allowed.Contains(request.Verb)
                ? new AuthorizationDecision(AuthorizationVerdict.Allow, "")
                : new AuthorizationDecision(AuthorizationVerdict.NoOpinion, $"{request.Verb} is not for you"));
    }

    private sealed class SeenUsers : IAuthorizer
    {
        public string Name => "seen";

        public List<UserInfo> Users { get; } = [];

        public ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationRequest request, CancellationToken cancellationToken)
        {
            Users.Add(request.User);
            return new(new AuthorizationDecision(AuthorizationVerdict.Allow, ""));
        }
    }

    private sealed class ImpersonateBob : IAuthorizer
    {
        public string Name => "bob";

        public ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationRequest request, CancellationToken cancellationToken)
        {
            var allowed = request.User.Name == "bob" || (request.Verb == "impersonate" && request.Name is "bob" or "team");
            return new(new AuthorizationDecision(allowed ? AuthorizationVerdict.Allow : AuthorizationVerdict.NoOpinion, ""));
        }
    }

    private sealed class SlowAllow : IAuthorizer
    {
        public static TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public static TaskCompletionSource Leave { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Name => "slow";

        public async ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationRequest request, CancellationToken cancellationToken)
        {
            Entered.TrySetResult();
            await Leave.Task.WaitAsync(cancellationToken);
            return new AuthorizationDecision(AuthorizationVerdict.Allow, "");
        }
    }
}
