using Outrigger.ApiMachinery.Errors;
using Outrigger.ControlPlane.Tests.Fakes;

namespace Outrigger.ControlPlane.Tests.Admission;

/// <summary>The matchConditions of webhooks: who is asked, and what an error does.</summary>
public sealed class MatchConditionTests
{
    private const string One = """{"metadata":{"name":"one"},"data":{"k":"v"}}""";

    [Theory]
    [InlineData("object.data.k == 'v'", true)]
    [InlineData("object.data.k == 'w'", false)]
    [InlineData("oldObject == null && has(object.metadata.name) && request.operation == 'CREATE'", true)]
    [InlineData("request.resource.resource == 'configmaps' && request.kind.kind == 'ConfigMap' && request.namespace == 'default'", true)]
    [InlineData("request.userInfo.username == 'admin' && 'system:masters' in request.userInfo.groups && request.name == 'one'", true)]
    [InlineData("request.userInfo.username == 'alice'", false)]
    [InlineData("authorizer.group('').resource('configmaps').namespace('default').check('create').allowed()", true)]
    [InlineData("authorizer.serviceAccount('default', 'nobody').group('').resource('configmaps').check('create').allowed()", false)]
    [InlineData("authorizer.requestResource.check('create').allowed() && !authorizer.path('/x').check('get').errored()", true)]
    [InlineData("namespaceObject == null && !has(request.subResource)", true)]
    public async Task Create_IsAskedOf_WhenTheConditionHolds(string condition, bool isAsked)
    {
        await using var hook = await HookServer.StartAsync();
        await using var cluster = await TestCluster.StartAsync();
        await hook.RegisterAsync(cluster, HookServer.Validating, more: Conditions(condition));

        await cluster.CreateAsync("configmaps", One, "default", TestCluster.Admin);

        hook.Asked.Count.ShouldBe(isAsked ? 1 : 0);
    }

    [Fact]
    public async Task Mutating_AConditionThatDoesNotHold_LeavesTheWebhookOut()
    {
        await using var hook = await HookServer.StartAsync();
        await using var cluster = await TestCluster.StartAsync();
        await hook.RegisterAsync(cluster, HookServer.Mutating, more: Conditions("has(object.data)", "object.data.k == 'w'"));

        await cluster.CreateAsync("configmaps", One, "default");
        await cluster.UpdateAsync("configmaps", "one", o => o["data"]!["k"] = "w", "default");

        hook.Asked.Select(a => (string)a["operation"]!).ShouldBe(["UPDATE"]);
    }

    [Fact]
    public async Task Error_WithPolicyFail_Forbids()
    {
        await using var hook = await HookServer.StartAsync();
        await using var cluster = await TestCluster.StartAsync();
        await hook.RegisterAsync(cluster, HookServer.Validating, more: Conditions("object.data.missing == 'x'"));

        var refused = await Should.ThrowAsync<StatusException>(cluster.CreateAsync("configmaps", One, "default"));

        refused.Status.Code.ShouldBe(403);
        refused.Status.Message.ShouldBe(
            "configmaps \"one\" is forbidden: expression 'object.data.missing == 'x'' resulted in error: no such key: missing");
        hook.Asked.ShouldBeEmpty();
    }

    // whom a request goes to is settled before anybody is called, so that no call is left under way
    [Fact]
    public async Task Error_OfALaterWebhook_ForbidsBeforeTheFirstIsAsked()
    {
        await using var hook = await HookServer.StartAsync();
        await using var cluster = await TestCluster.StartAsync();
        await hook.RegisterAsync(cluster, HookServer.Validating, name: "a");
        await cluster.CreateAsync("configmaps", """{"metadata":{"name":"before"}}""", "default");
        await hook.RegisterAsync(cluster, HookServer.Validating, more: Conditions("object.data.missing == 'x'"), name: "b");

        var refused = await Should.ThrowAsync<StatusException>(cluster.CreateAsync("configmaps", One, "default"));

        refused.Status.Code.ShouldBe(403);
        await cluster.DeleteAsync(HookServer.Validating, "b");
        await cluster.CreateAsync("configmaps", """{"metadata":{"name":"after"}}""", "default");
        hook.Asked.Select(a => (string)a["name"]!).ShouldBe(["before", "after"]);
    }

    [Fact]
    public async Task Error_WithPolicyIgnore_LeavesTheWebhookOut()
    {
        await using var hook = await HookServer.StartAsync();
        await using var cluster = await TestCluster.StartAsync();
        await hook.RegisterAsync(cluster, HookServer.Validating, more: $"{Conditions("object.data.missing == 'x'")},\"failurePolicy\":\"Ignore\"");

        await cluster.CreateAsync("configmaps", One, "default");

        hook.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task Error_BesideAConditionThatDoesNotHold_DoesNotCount()
    {
        await using var hook = await HookServer.StartAsync();
        await using var cluster = await TestCluster.StartAsync();
        await hook.RegisterAsync(cluster, HookServer.Validating, more: Conditions("object.data.missing == 'x'", "object.data.k == 'w'"));

        await cluster.CreateAsync("configmaps", One, "default");

        hook.Asked.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("object.x ==", "compilation failed: ERROR: <input>:1:12: Syntax error: mismatched input '<EOF>'")]
    [InlineData("nobody.x == 1", "compilation failed: ERROR: <input>:1:1: undeclared reference to 'nobody' (in container '')")]
    [InlineData("request.nothing == 'x'", "compilation failed: ERROR: <input>:1:8: undefined field 'nothing'")]
    [InlineData("up('1.2.3.4').isLoopback()", "compilation failed: ERROR: <input>:1:3: undeclared reference to 'up' (in container '')")]
    [InlineData("1", "must evaluate to bool but got int")]
    [InlineData("object.x", "must evaluate to bool but got dyn")]
    public async Task Condition_ThatCannotBeEvaluated_IsRefusedAtCreate(string condition, string fault)
    {
        await using var hook = await HookServer.StartAsync();
        await using var cluster = await TestCluster.StartAsync();

        var refused = await Should.ThrowAsync<StatusException>(hook.RegisterAsync(cluster, HookServer.Validating, more: Conditions(condition)));

        refused.Status.Code.ShouldBe(422);
        refused.Status.Message.ShouldContain($"webhooks[0].matchConditions[0].expression: Invalid value: \"{condition}\": {fault}");
    }

    private static string Conditions(params string[] expressions) =>
        $",\"matchConditions\":[{string.Join(",", expressions.Select((e, i) => $$"""{"name":"c{{i}}","expression":"{{e}}"}"""))}]";
}
