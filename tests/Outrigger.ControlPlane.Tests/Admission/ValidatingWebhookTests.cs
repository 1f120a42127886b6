using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ControlPlane.Tests.Fakes;

namespace Outrigger.ControlPlane.Tests.Admission;

public sealed class ValidatingWebhookTests
{
    private const string One = """{"metadata":{"name":"one"},"data":{"k":"v"}}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Create_Denied_SaysWhoDeniedAndWritesNothing()
    {
        await using var hook = await HookServer.StartAsync();
        await using var cluster = await TestCluster.StartAsync();
        hook.Answer = (_, _, response) =>
        {
            response["allowed"] = false;
            response["status"] = new JsonObject { ["message"] = "not today" };
        };
        await hook.RegisterAsync(cluster, HookServer.Validating);

        var refused = await RefusedAsync(cluster.CreateAsync("configmaps", One, "default"));

        refused.Code.ShouldBe(400);
        refused.Message.ShouldBe("admission webhook \"hook.example.com\" denied the request: not today");
        (await cluster.FindAsync("configmaps", "one", "default")).ShouldBeNull();
    }

    [Fact]
    public async Task EveryWrite_Webhook_SeesOperationUserAndBothObjects()
    {
        await using var hook = await HookServer.StartAsync();
        await using var cluster = await TestCluster.StartAsync();
        await hook.RegisterAsync(cluster, HookServer.Validating);

        await cluster.CreateAsync("configmaps", One, "default", TestCluster.Admin);
        await cluster.UpdateAsync("configmaps", "one", o => o["data"]!["k"] = "w", "default");
        await cluster.DeleteAsync("configmaps", "one", "default");

        hook.Asked.Select(a => (string)a["operation"]!).ShouldBe(["CREATE", "UPDATE", "DELETE"]);
        hook.Asked.Select(a => (string?)a["object"]?["data"]?["k"]).ShouldBe(["v", "w", null]);
        hook.Asked.Select(a => (string?)a["oldObject"]?["data"]?["k"]).ShouldBe([null, "v", "w"]);
        hook.Asked.ShouldAllBe(a => (string)a["userInfo"]!["username"]! == "admin" && (string)a["namespace"]! == "default" && (string)a["name"]! == "one");
        hook.Asked.Select(a => (string)a["options"]!["kind"]!).ShouldBe(["CreateOptions", "UpdateOptions", "DeleteOptions"]);
    }

    [Theory]
    [InlineData("Fail")]
    [InlineData("Ignore")]
    public async Task Create_WebhookThatCannotBeReached_DoesWhatItsPolicySays(string policy)
    {
        await using var hook = await HookServer.StartAsync();
        await using var cluster = await TestCluster.StartAsync();
        await hook.RegisterAsync(
            cluster, HookServer.Validating, more: $",\"timeoutSeconds\":2,\"failurePolicy\":\"{policy}\"", client: """{"url":"https://127.0.0.1:1/deny"}""");

        var create = cluster.CreateAsync("configmaps", One, "default");

        if (policy is "Ignore")
        {
            (await create)["data"]!["k"]!.GetValue<string>().ShouldBe("v");
            return;
        }

        (await RefusedAsync(create)).Message.ShouldStartWith(
            "Internal error occurred: failed calling webhook \"hook.example.com\": failed to call webhook: Post \"https://127.0.0.1:1/deny?timeout=2s\": ");
    }

    [Theory]
    [InlineData("other", "v1", "received invalid webhook response: expected response.uid=")]
    [InlineData(null, "v1beta1", "failed to call webhook: expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview")]
    public async Task Create_AnswerToSomethingElse_IsRefused(string? uid, string version, string expected)
    {
        await using var hook = await HookServer.StartAsync();
        await using var cluster = await TestCluster.StartAsync();
        hook.Version = $"admission.k8s.io/{version}";
        hook.Answer = (_, _, response) => response["uid"] = uid ?? (string)response["uid"]!;
        await hook.RegisterAsync(cluster, HookServer.Validating);

        (await RefusedAsync(cluster.CreateAsync("configmaps", One, "default"))).Message.ShouldContain(expected);
    }

    [Fact]
    public async Task Create_Service_IsResolvedLikeAnAggregatedServer()
    {
        await using var hook = await HookServer.StartAsync();
        var endpoint = new IPEndPoint(IPAddress.Loopback, hook.Port);
        await using var cluster = await TestCluster.StartAsync(o => o with
        {
            Services = (ns, name, port) => $"{ns}/{name}:{port}" is "default/hook:443" ? new(null, [endpoint]) : new("not found", []),
        });
        await hook.RegisterAsync(
            cluster, HookServer.Validating, client: $$$"""{"service":{"namespace":"default","name":"hook","path":"/x"},"caBundle":"{{{hook.CaBundle}}}"}""");

        await cluster.CreateAsync("configmaps", One, "default");

        hook.Asked.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Create_Selectors_LeaveOutWhatTheyDoNotMatch()
    {
        await using var hook = await HookServer.StartAsync();
        await using var cluster = await TestCluster.StartAsync();
        await cluster.CreateAsync("namespaces", """{"metadata":{"name":"watched","labels":{"hooks":"on"}}}""");
        await hook.RegisterAsync(
            cluster,
            HookServer.Validating,
            more: ""","namespaceSelector":{"matchLabels":{"hooks":"on"}},"objectSelector":{"matchLabels":{"hook":"yes"}}""");

        await cluster.CreateAsync("configmaps", """{"metadata":{"name":"a","labels":{"hook":"yes"}}}""", "default");
        await cluster.CreateAsync("configmaps", """{"metadata":{"name":"a"}}""", "watched");
        hook.Asked.ShouldBeEmpty();
        await cluster.CreateAsync("configmaps", """{"metadata":{"name":"b","labels":{"hook":"yes"}}}""", "watched");
        await cluster.UpdateAsync("configmaps", "b", o => o["metadata"]!["labels"] = null, "watched");

        hook.Asked.Select(a => (string)a["operation"]!).ShouldBe(["CREATE", "UPDATE"]);
    }

    [Fact]
    public async Task Update_OtherVersionThanTheRule_IsConvertedUnlessExact()
    {
        const string Rule = """{"operations":["CREATE"],"apiGroups":["autoscaling"],"apiVersions":["v1"],"resources":["horizontalpodautoscalers"]}""";
        await using var hook = await HookServer.StartAsync();
        await using var cluster = await TestCluster.StartAsync();
        await hook.RegisterAsync(cluster, HookServer.Validating, Rule);
        await hook.RegisterAsync(cluster, HookServer.Validating, Rule, ",\"matchPolicy\":\"Exact\"", "exact");

        await cluster.CreateAsync("horizontalpodautoscalers.autoscaling@v2", """
            {"metadata":{"name":"a"},"spec":{"maxReplicas":3,"scaleTargetRef":{"kind":"Deployment","name":"d","apiVersion":"apps/v1"},
             "metrics":[{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":60}}}]} }
            """, "default");

        var asked = hook.Asked.ShouldHaveSingleItem();
        ((string)asked["kind"]!["version"]!).ShouldBe("v1");
        ((string)asked["requestKind"]!["version"]!).ShouldBe("v2");
        ((string)asked["object"]!["apiVersion"]!).ShouldBe("autoscaling/v1");
        ((long)asked["object"]!["spec"]!["targetCPUUtilizationPercentage"]!).ShouldBe(60);
    }

    [Fact]
    public async Task Create_WebhookConfiguration_AsksNobody()
    {
        await using var hook = await HookServer.StartAsync();
        await using var cluster = await TestCluster.StartAsync();
        await hook.RegisterAsync(cluster, HookServer.Validating, """{"operations":["*"],"apiGroups":["*"],"apiVersions":["*"],"resources":["*/*"]}""");

        await hook.RegisterAsync(cluster, HookServer.Mutating, name: "second");
        await cluster.DeleteAsync(HookServer.Validating, "hook");

        // what the controllers of a server that has just started write may come in between
        hook.Asked.Where(a => (string)a["requestResource"]!["group"]! is "admissionregistration.k8s.io").ShouldBeEmpty();
    }

    [Fact]
    public async Task Restart_WebhookIsDown_StartsAllTheSame()
    {
        await using var hook = await HookServer.StartAsync();
        await using var cluster = await TestCluster.StartAsync();
        await hook.RegisterAsync(
            cluster,
            HookServer.Validating,
            """{"operations":["*"],"apiGroups":["*"],"apiVersions":["*"],"resources":["*/*"]}""",
            client: """{"url":"https://127.0.0.1:1/deny"}""");

        await cluster.RestartAsync();

        (await RefusedAsync(cluster.CreateAsync("configmaps", One, "default"))).Code.ShouldBe(500);
        await cluster.DeleteAsync(HookServer.Validating, "hook");
        await cluster.CreateAsync("configmaps", One, "default");
    }

    [Fact]
    public async Task Create_OldReviewVersion_IsSpokenWhenTheWebhookKnowsNoOther()
    {
        await using var hook = await HookServer.StartAsync();
        await using var cluster = await TestCluster.StartAsync();
        hook.Answer = (_, _, response) => response.Remove("uid");
        await cluster.CreateAsync(HookServer.Validating, $$"""
            {"metadata":{"name":"old"},"webhooks":[{"name":"old.example.com","sideEffects":"None","admissionReviewVersions":["v7","v1beta1"],
             "clientConfig":{{hook.Client}},"rules":[{{HookServer.ConfigMaps}}] }] }
            """);

        await cluster.CreateAsync("configmaps", One, "default");

        hook.LastVersion.ShouldBe("admission.k8s.io/v1beta1");
    }

    private static async Task<Status> RefusedAsync(Task call) => (await Should.ThrowAsync<StatusException>(() => call)).Status;
}
