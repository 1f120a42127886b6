using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Tests.Fakes;

namespace Outrigger.ControlPlane.Tests.Kinds;

public sealed class WebhookConfigurationTests(StrategyTests.Shared shared) : IClassFixture<StrategyTests.Shared>
{
    private const string Resource = "validatingwebhookconfigurations.admissionregistration.k8s.io";
    private readonly TestCluster cluster = shared.Cluster;

    [Fact]
    public async Task Create_ShortestForm_IsFilledIn()
    {
        var made = await cluster.CreateAsync(Resource, Json("""
            "name":"a.b.c","sideEffects":"None","admissionReviewVersions":["v1"],"clientConfig":{"service":{"namespace":"x","name":"y"}}
            """));

        var hook = made["webhooks"]![0]!;
        JsonNodes.AsLong(hook["clientConfig"]!["service"]!["port"]).ShouldBe(443);
        JsonNodes.AsString(hook["failurePolicy"]).ShouldBe("Fail");
        JsonNodes.AsString(hook["matchPolicy"]).ShouldBe("Equivalent");
        JsonNodes.AsLong(hook["timeoutSeconds"]).ShouldBe(10);
        JsonNodes.AsLong(made["metadata"]!["generation"]).ShouldBe(1);
    }

    [Theory]
    [InlineData("""
        "name":"a.b.c"
        """, "webhooks[0].sideEffects: Required value: must specify one of None, NoneOnDryRun")]
    [InlineData("""
        "name":"short"
        """, "webhooks[0].name: Invalid value: \"short\": should be a domain with at least three segments separated by dots")]
    [InlineData("""
        "name":"a.b.c","clientConfig":{"url":"http://u@h/a?b=c#d"}
        """, "Invalid value: \"http\": 'https' is the only allowed URL scheme; desired format: https://host[/path]")]
    [InlineData("""
        "name":"a.b.c","clientConfig":{"service":{"path":"x//y"}}
        """, "webhooks[0].clientConfig.service.path: Invalid value: \"x//y\": must start with a '/'")]
    [InlineData("""
        "name":"a.b.c","timeoutSeconds":31
        """, "webhooks[0].timeoutSeconds: Invalid value: 31: the timeout value must be between 1 and 30 seconds")]
    [InlineData("""
        "name":"a.b.c","rules":[{"resources":["*/*","pods/*"]}]
        """, "webhooks[0].rules[0].resources[1]: Invalid value: \"pods/*\": if '*/*' is present, must not specify pods/*")]
    [InlineData("""
        "name":"a.b.c","matchConditions":[{"name":"x","expression":"true"},{"name":"x","expression":"true"}]
        """, "webhooks[0].matchConditions[1].name: Duplicate value: \"x\"")]
    public async Task Create_Faulty_IsRefused(string hook, string fault)
    {
        var refused = await Should.ThrowAsync<StatusException>(() => cluster.CreateAsync(Resource, Json(hook)));

        refused.Status.Message.ShouldContain(fault);
    }

    private static string Json(string hook) => $$$"""{"metadata":{"generateName":"hook-"},"webhooks":[{ {{{hook}}} }]}""";
}
