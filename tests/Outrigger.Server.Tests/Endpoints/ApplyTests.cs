using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.Server.Authorization;

namespace Outrigger.Server.Tests.Endpoints;

public class ApplyTests
{
    private const string ConfigMap = "/api/v1/namespaces/default/configmaps/one";
    private const string Apply = "application/apply-patch+yaml";
    private const string Body = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"one"},"data":{"a":"1"}}""";

    [Fact]
    public async Task Patch_ApplyToAMissingObject_CreatesIt()
    {
        await using var server = await TestServer.StartAsync();

        var (code, created) = await server.JsonAsync(Request("fieldManager=me"));
        var (again, _) = await server.JsonAsync(Request("fieldManager=me"));

        (code, again).ShouldBe((201, 200));
        Manager(created).ShouldBe("me");
    }

    [Fact]
    public async Task Patch_ApplyWithoutTheRightToCreate_IsForbidden()
    {
        await using var server = await TestServer.StartAsync(p => p with { Authorizers = [new PatchOnly()] });

        var (code, status) = await server.JsonAsync(Request("fieldManager=me", user: "alice"));
        var (replace, _) = await server.JsonAsync(
            TestServer.Request(HttpMethod.Patch, ConfigMap, """{"data":{}}""", "application/merge-patch+json", "alice"));

        (code, replace).ShouldBe((403, 404));
        JsonNodes.GetString(status, "message").ShouldBe(
            "configmaps \"one\" is forbidden: User \"alice\" cannot create resource \"configmaps\" in API group \"\" in the namespace \"default\"");
    }

    [Theory]
    [InlineData("force=true", 200)]
    [InlineData("force=yes", 200)]
    [InlineData("force=false", 409)]
    [InlineData("", 409)]
    public async Task Patch_ApplyOverAnother_NeedsForce(string query, int code)
    {
        await using var server = await TestServer.StartAsync();
        await server.JsonAsync(Request("fieldManager=me"));

        var other = Body.Replace("\"1\"", "\"2\"", StringComparison.Ordinal);
        var (answered, _) = await server.JsonAsync(Request($"fieldManager=you&{query}", other));

        answered.ShouldBe(code);
    }

    [Theory]
    [InlineData("kubectl/v1.33 (linux/amd64)", "kubectl")]
    [InlineData("my tool", "my tool")]
    [InlineData("", "unknown")]
    public async Task Create_WithoutAManager_RecordsTheUserAgent(string agent, string manager)
    {
        await using var server = await TestServer.StartAsync();
        var request = TestServer.Request(HttpMethod.Post, "/api/v1/namespaces/default/configmaps", Body);
        if (agent.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("User-Agent", agent);
        }

        var (_, created) = await server.JsonAsync(request);

        Manager(created).ShouldBe(manager);
    }

    private static HttpRequestMessage Request(string query, string body = Body, string user = "admin") =>
        TestServer.Request(HttpMethod.Patch, $"{ConfigMap}?{query}", body, Apply, user);

    private static string? Manager(JsonObject obj) =>
        JsonNodes.GetString(JsonNodes.GetArray(obj, "metadata", "managedFields")?[0] as JsonObject, "manager");

    private sealed class PatchOnly : IAuthorizer
    {
        public string Name => "patch-only";

        public ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationRequest request, CancellationToken cancellationToken) =>
            new(new AuthorizationDecision(request.Verb is "patch" ? AuthorizationVerdict.Allow : AuthorizationVerdict.NoOpinion, ""));
    }
}
