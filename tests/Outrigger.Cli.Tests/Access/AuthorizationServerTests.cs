using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.Cli.Options;
using Outrigger.Cli.Tests.Stores;
using Outrigger.Client.Rest;
using Outrigger.TestKit;
using Outrigger.TestKit.Reviews;

namespace Outrigger.Cli.Tests.Access;

/// <summary>Whole servers whose authorizers are configured.</summary>
public sealed class AuthorizationServerTests : IDisposable
{
    private const string Pods = "/api/v1/namespaces/default/pods";
    private readonly TemporaryFolder folder = new();

    public AuthorizationServerTests() => File.WriteAllText(folder["tokens.csv"], "ann-token,ann,1,dev\n");

    public void Dispose() => folder.Dispose();

    private UpOptions Options => new() { DataDirectory = folder["data"], Storage = "memory", TokenAuthFile = folder["tokens.csv"] };

    [Fact]
    public async Task Up_AlwaysAllow_AllowsAndLetsNobodyInWithoutAName()
    {
        await using var server = await RunningServer.StartAsync(Options with { Authorization = new AuthorizationOptions { Modes = ["AlwaysAllow"] } });
        using var ann = server.WithToken("ann-token");
        using var stranger = server.Anonymous();

        (await ann.CodeAsync(Pods)).ShouldBe(200);
        (await stranger.CodeAsync(Pods)).ShouldBe(401);
        (await RulesAsync(ann))["resourceRules"]!.ToJsonString().ShouldBe("""[{"apiGroups":["*"],"resources":["*"],"verbs":["*"]}]""");
    }

    [Fact]
    public async Task Up_FileWithAlwaysAllow_LetsNobodyInWithoutAName()
    {
        var file = folder["authorization.yaml"];
        File.WriteAllText(file, Head + "- {type: AlwaysAllow, name: alwaysallow}\n");
        await using var server = await RunningServer.StartAsync(Options with { Authorization = new AuthorizationOptions { ConfigFile = file } });
        using var ann = server.WithToken("ann-token");
        using var stranger = server.Anonymous();

        (await ann.CodeAsync(Pods)).ShouldBe(200);
        (await stranger.CodeAsync(Pods)).ShouldBe(401);
    }

    [Fact]
    public async Task Up_AlwaysDeny_AllowsAdministratorsAlone()
    {
        await using var server = await RunningServer.StartAsync(Options with { Authorization = new AuthorizationOptions { Modes = ["AlwaysDeny"] } });
        using var ann = server.WithToken("ann-token");

        (await server.Client.CodeAsync(Pods)).ShouldBe(200);
        var refused = await Should.ThrowAsync<StatusException>(() => ann.GetTextAsync(Pods, CancellationToken.None));
        refused.Status.Message.ShouldBe(
            "pods is forbidden: User \"ann\" cannot list resource \"pods\" in API group \"\" in the namespace \"default\": Everything is forbidden.");
    }

    [Fact]
    public async Task Up_Webhook_IsAskedInItsTurnWithWhatIsAskedFor()
    {
        await using var hook = await HookAsync(spec => new JsonObject { ["allowed"] = (string?)spec["resourceAttributes"]?["resource"] == "pods", ["reason"] = "by the hook" });
        await using var server = await RunningServer.StartAsync(Options with
        {
            Authorization = new AuthorizationOptions { Modes = ["RBAC", "Webhook"], WebhookConfigFile = folder["hook.yaml"], WebhookVersion = "v1" },
        });
        using var ann = server.WithToken("ann-token");

        (await ann.CodeAsync(Pods + "?fieldSelector=spec.nodeName%3Dn1,metadata.name!%3Dx&labelSelector=app in (b,a),!old,size>3")).ShouldBe(200);
        (await ann.CodeAsync("/api/v1/namespaces/default/secrets")).ShouldBe(403);
        (await ann.CodeAsync("/version")).ShouldBe(200);

        hook.Asked.Count.ShouldBe(2, "RBAC allowed /version");
        JsonNode.DeepEquals(hook.Asked[0]["spec"], JsonNode.Parse(
            """
            {"user":"ann","groups":["dev","system:authenticated"],"uid":"1","resourceAttributes":{"verb":"list","version":"v1","resource":"pods","namespace":"default",
            "fieldSelector":{"requirements":[{"key":"metadata.name","operator":"NotIn","values":["x"]},{"key":"spec.nodeName","operator":"In","values":["n1"]}]},
            "labelSelector":{"requirements":[{"key":"app","operator":"In","values":["a","b"]},{"key":"old","operator":"DoesNotExist"}]}}}
            """)).ShouldBeTrue(hook.Asked[0].ToJsonString());
        hook.Targets.ShouldAllBe(t => t == "/review?timeout=30s");
        (await RulesAsync(ann))["incomplete"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public async Task Up_WebhookThatDenies_EndsTheSearch()
    {
        await using var hook = await HookAsync(_ => new JsonObject { ["allowed"] = false, ["denied"] = true, ["reason"] = "not today" });
        await using var server = await RunningServer.StartAsync(Options with
        {
            Authorization = new AuthorizationOptions { Modes = ["Webhook", "RBAC"], WebhookConfigFile = folder["hook.yaml"] },
        });
        using var ann = server.WithToken("ann-token");

        (await ann.CodeAsync("/version")).ShouldBe(403);
        (await server.Client.CodeAsync("/version")).ShouldBe(200, "administrators are asked for nowhere");
        hook.Asked.ShouldAllBe(a => (string?)a["apiVersion"] == "authorization.k8s.io/v1beta1" && a["spec"]!["group"] != null && a["spec"]!["groups"] == null);
    }

    [Fact]
    public async Task Up_WebhookThatDoesNotAnswer_IsA500WhereNobodyElseAllows()
    {
        await using var hook = await HookAsync(_ => []);
        hook.Misbehave = http =>
        {
            http.Response.StatusCode = 403;
            return Task.CompletedTask;
        };
        await using var server = await RunningServer.StartAsync(Options with
        {
            Authorization = new AuthorizationOptions { Modes = ["Webhook", "RBAC"], WebhookConfigFile = folder["hook.yaml"] },
        });
        using var ann = server.WithToken("ann-token");

        (await ann.CodeAsync("/version")).ShouldBe(200);
        var refused = await Should.ThrowAsync<StatusException>(() => ann.GetTextAsync(Pods, CancellationToken.None));
        (refused.Status.Code, refused.Status.Message).ShouldBe((500, "Internal error occurred: the authorizer default does not answer"));
        var review = await ReviewAsync(server.Client, """{"user":"ann","resourceAttributes":{"verb":"list","resource":"pods"}}""");
        review.ToJsonString().ShouldBe("""{"allowed":false,"evaluationError":"the authorizer default does not answer"}""");
    }

    [Fact]
    public async Task Up_AuthorizationConfig_IsFollowedAndTheLastGoodOneStays()
    {
        await using var hook = await HookAsync(_ => new JsonObject { ["allowed"] = true });
        var file = Config("Deny", "- {type: RBAC, name: rbac}");
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await RunningServer.StartAsync(Options with { Authorization = new AuthorizationOptions { ConfigFile = file } }, clock);
        using var ann = server.WithToken("ann-token");
        (await ann.CodeAsync(Pods)).ShouldBe(200);

        Config("Deny", "- {type: AlwaysAllow, name: alwaysallow}");
        await ReloadedAsync(server, clock, "failure");
        (await ann.CodeAsync(Pods)).ShouldBe(200);

        File.WriteAllText(file, Head + "- {type: RBAC, name: rbac}\n");
        await ReloadedAsync(server, clock, "success");
        (await ann.CodeAsync(Pods)).ShouldBe(403);
    }

    // who is anonymous was settled at the start
    [Fact]
    public async Task Up_AlwaysAllowAddedToTheFile_IsNotTakenOver()
    {
        var file = folder["authorization.yaml"];
        File.WriteAllText(file, Head + "- {type: RBAC, name: rbac}\n");
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await RunningServer.StartAsync(Options with { Authorization = new AuthorizationOptions { ConfigFile = file } }, clock);
        using var stranger = server.Anonymous();

        File.WriteAllText(file, Head + "- {type: RBAC, name: rbac}\n- {type: AlwaysAllow, name: alwaysallow}\n");
        await ReloadedAsync(server, clock, "failure");

        (await stranger.CodeAsync(Pods)).ShouldBe(403);
    }

    [Theory]
    [InlineData("NoOpinion", 200)]
    [InlineData("Deny", 500)]
    public async Task Up_FailurePolicy_SaysWhatHoldsWithoutAnAnswer(string policy, int code)
    {
        await using var hook = await HookAsync(_ => []);
        hook.Misbehave = http =>
        {
            http.Response.StatusCode = 404;
            return Task.CompletedTask;
        };
        await using var server = await RunningServer.StartAsync(Options with
        {
            Authorization = new AuthorizationOptions { ConfigFile = Config(policy, "- {type: RBAC, name: rbac}") },
        });
        using var ann = server.WithToken("ann-token");

        (await ann.CodeAsync("/version")).ShouldBe(code);
    }

    [Fact]
    public async Task Review_OfSelectors_GoesToTheAuthorizersAsItIsMeant()
    {
        await using var hook = await HookAsync(_ => []);
        await using var server = await RunningServer.StartAsync(Options with
        {
            Authorization = new AuthorizationOptions { Modes = ["Webhook"], WebhookConfigFile = folder["hook.yaml"] },
        });

        var status = await ReviewAsync(
            server.Client,
            """
            {"user":"ann","resourceAttributes":{"verb":"list","resource":"pods",
            "fieldSelector":{"requirements":[{"key":"spec.nodeName","operator":"In","values":["n1"]},{"key":"metadata.name","operator":"In","values":["a","b"]},{"key":"x","operator":"Exists"}]},
            "labelSelector":{"rawSelector":"app in"}}}
            """);

        ((string?)status["evaluationError"]).ShouldBe(
            "spec.resourceAttributes.fieldSelector partially ignored due to parse error; spec.resourceAttributes.labelSelector ignored due to parse error");
        var asked = hook.Asked.ShouldHaveSingleItem()["spec"]!["resourceAttributes"]!;
        asked["fieldSelector"]!.ToJsonString().ShouldBe("""{"requirements":[{"key":"spec.nodeName","operator":"In","values":["n1"]}]}""");
        asked["labelSelector"].ShouldBeNull();
    }

    private const string Head =
        """
        apiVersion: apiserver.config.k8s.io/v1
        kind: AuthorizationConfiguration
        authorizers:

        """;

    private static Task ReloadedAsync(RunningServer server, FakeTimeProvider clock, string status) => Eventually.TrueAsync(
        async () =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return (await server.Client.GetTextAsync("/metrics", CancellationToken.None)).Contains($"\napiserver_authorization_config_controller_automatic_reloads_total{{status=\"{status}\"}} ", StringComparison.Ordinal);
        },
        $"the change a {status}",
        TimeSpan.FromSeconds(60));

    private static async Task<JsonObject> RulesAsync(KubernetesClient client)
    {
        var body = new JsonObject { ["spec"] = new JsonObject { ["namespace"] = "default" } };
        return (JsonObject)(await client.SendAsync(HttpMethod.Post, "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", body, CancellationToken.None))["status"]!;
    }

    private static async Task<JsonObject> ReviewAsync(KubernetesClient client, string spec) => (JsonObject)(await client.SendAsync(
        HttpMethod.Post, "/apis/authorization.k8s.io/v1/subjectaccessreviews", new JsonObject { ["spec"] = JsonNode.Parse(spec) }, CancellationToken.None))["status"]!;

    private async Task<ReviewServer> HookAsync(Func<JsonObject, JsonObject> answer)
    {
        var hook = await ReviewServer.StartAsync(answer);
        File.WriteAllText(folder["hook.yaml"], hook.Kubeconfig());
        return hook;
    }

    private string Config(string policy, string further)
    {
        File.WriteAllText(
            folder["authz.yaml"],
            Head + $$"""
            - type: Webhook
              name: hook
              webhook:
                timeout: 3s
                subjectAccessReviewVersion: v1
                failurePolicy: {{policy}}
                connectionInfo: {type: KubeConfigFile, kubeConfigFile: {{folder["hook.yaml"]}}}
            {{further}}
            """);
        return folder["authz.yaml"];
    }
}
