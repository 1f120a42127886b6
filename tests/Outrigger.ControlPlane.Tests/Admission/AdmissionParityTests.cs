using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Tests.Fakes;

namespace Outrigger.ControlPlane.Tests.Admission;

/// <summary>T-56 admission-parity (CVE-2016-1905, CVE-2021-25735, CVE-2023-2727): no way to write goes past admission, and the old object is what is stored.</summary>
public sealed class AdmissionParityTests
{
    private const string Rule = """{"operations":["*"],"apiGroups":["apps"],"apiVersions":["*"],"resources":["deployments","deployments/*"]}""";

    private const string Deployment = """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"one"},"spec":{"selector":{"matchLabels":{"a":"b"}},
         "template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]} } } }
        """;

    public static TheoryData<string, string> Ways => new()
    {
        { "create", "CREATE" },
        { "dry run", "CREATE" },
        { "apply a new one", "CREATE" },
        { "update", "UPDATE" },
        { "status", "UPDATE" },
        { "scale", "UPDATE" },
        { "patch", "UPDATE" },
        { "json patch", "UPDATE" },
        { "strategic patch", "UPDATE" },
        { "patch of the scale", "UPDATE" },
        { "apply", "UPDATE" },
        { "delete", "DELETE" },
        { "deletecollection", "DELETE" },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task EveryWay_Denied_ChangesNothing(string way, string operation)
    {
        await using var hook = await HookServer.StartAsync();
        await using var cluster = await TestCluster.StartAsync();
        await cluster.CreateAsync("deployments.apps", Deployment, "default");
        var before = await cluster.GetAsync("deployments.apps", "one", "default");
        hook.Answer = (_, _, response) => response["allowed"] = false;
        await hook.RegisterAsync(cluster, HookServer.Validating, Rule);

        var refused = await Should.ThrowAsync<StatusException>(() => WriteAsync(cluster, way));

        refused.Message.ShouldBe("admission webhook \"hook.example.com\" denied the request without explanation");
        var asked = hook.Asked.ShouldHaveSingleItem();
        ((string)asked["operation"]!).ShouldBe(operation);
        ((bool)asked["dryRun"]!).ShouldBe(way is "dry run");
        if (operation is not "CREATE" && !way.EndsWith("scale", StringComparison.Ordinal))
        {
            var stored = (JsonObject)JsonNode.Parse(ObjectWriter.ToText(before))!;
            stored["apiVersion"] = "apps/v1";
            stored["kind"] = "Deployment";
            JsonNode.DeepEquals(asked["oldObject"], stored).ShouldBeTrue();
        }

        ObjectWriter.ToText(await cluster.GetAsync("deployments.apps", "one", "default")).ShouldBe(ObjectWriter.ToText(before));
        (await cluster.ListAsync("deployments.apps", "default")).Count.ShouldBe(1);
    }

    private static Task WriteAsync(TestCluster cluster, string way) => way switch
    {
        "create" => cluster.CreateAsync("deployments.apps", Deployment.Replace("one", "two", StringComparison.Ordinal), "default"),
        "dry run" => cluster.CreateDryAsync("deployments.apps", Deployment.Replace("one", "two", StringComparison.Ordinal), "default"),
        "update" => cluster.UpdateAsync("deployments.apps", "one", o => o["spec"]!["paused"] = true, "default"),
        "status" => cluster.UpdateSubresourceAsync("deployments.apps", "one", "status", o => o["status"]!["replicas"] = 1, "default"),
        "scale" => cluster.UpdateSubresourceAsync("deployments.apps", "one", "scale", o => o["spec"]!["replicas"] = 2, "default"),
        "patch" => cluster.PatchAsync("deployments.apps", "one", "application/merge-patch+json", """{"spec":{"paused":true}}""", "default"),
        "json patch" => cluster.PatchAsync("deployments.apps", "one", "application/json-patch+json", """[{"op":"add","path":"/spec/paused","value":true}]""", "default"),
        "strategic patch" => cluster.PatchAsync("deployments.apps", "one", "application/strategic-merge-patch+json", """{"spec":{"paused":true}}""", "default"),
        "patch of the scale" => cluster.PatchAsync("deployments.apps", "one", "application/merge-patch+json", """{"spec":{"replicas":3}}""", "default", subresource: "scale"),
        "apply a new one" => cluster.PatchAsync("deployments.apps", "two", "application/apply-patch+yaml", Deployment.Replace("one", "two", StringComparison.Ordinal), "default"),
        "apply" => cluster.PatchAsync("deployments.apps", "one", "application/apply-patch+yaml", Deployment.Replace("\"i\"", "\"j\"", StringComparison.Ordinal), "default"),
        "delete" => cluster.DeleteAsync("deployments.apps", "one", "default"),
        _ => cluster.DeleteAllAsync("deployments.apps", "default"),
    };
}
