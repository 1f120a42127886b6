using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Hosting;
using Outrigger.ControlPlane.Tests.Fakes;
using Outrigger.TestKit;

namespace Outrigger.ControlPlane.Tests.Garbage;

/// <summary>T-57 owner-gc (CVE-2025-5187): who may not delete an object cannot have it collected either.</summary>
public sealed class OwnerRightsTests
{
    private const string Ns = "default";
    private static readonly Func<ControlPlaneOptions, ControlPlaneOptions> Enforced =
        o => o with { AdmissionPlugins = AdmissionPlugins.Available };

    private const string Uid = "11111111-1111-1111-1111-111111111111";

    [Fact]
    public async Task Create_BlockingAnOwnerWithoutTheRight_Is403()
    {
        await using var cluster = await TestCluster.StartAsync(Enforced);

        var refused = await Should.ThrowAsync<StatusException>(() => CreateAsync(cluster, "v1", "Secret", block: true));

        refused.Status.Code.ShouldBe(403);
        refused.Status.Message.ShouldStartWith(
            "configmaps \"b\" is forbidden: cannot set blockOwnerDeletion if an ownerReference refers to a resource "
            + "you can't set finalizers on: ");
    }

    [Fact]
    public async Task Create_BlockingAnOwnerOfAnUnknownKind_Is403()
    {
        await using var cluster = await TestCluster.StartAsync(Enforced);

        var refused = await Should.ThrowAsync<StatusException>(() => CreateAsync(cluster, "example.com/v1", "Gizmo", block: true));

        refused.Status.Message.ShouldEndWith("no matches for kind \"Gizmo\" in version \"example.com/v1\"");
    }

    [Fact]
    public async Task Update_OwnersWithoutTheRightToDelete_Is403()
    {
        await using var cluster = await TestCluster.StartAsync(Enforced);
        await cluster.CreateAsync("configmaps", """{"metadata":{"name":"b"}}""", Ns);

        var refused = await Should.ThrowAsync<StatusException>(() => cluster.UpdateAsync(
            "configmaps",
            "b",
            map => map["metadata"]!["ownerReferences"] = new JsonArray(JsonNode.Parse(Owner("v1", "Secret", block: false))),
            Ns,
            TestCluster.Alice));

        refused.Status.Message.ShouldStartWith("configmaps \"b\" is forbidden: cannot set an ownerRef on a resource you can't delete: ");
    }

    [Theory]
    [InlineData("v1", "Secret", "update")]
    [InlineData("v1", "Node", "update")]
    [InlineData("v1", "Node", "patch")]
    [InlineData("v1", "Namespace", "apply")]
    [InlineData("example.com/v1", "Gizmo", "patch")]
    public async Task Write_OwnerThatIsNotThereWithoutTheRightToDelete_Is403AndTheObjectStays(string version, string kind, string way)
    {
        await using var cluster = await TestCluster.StartAsync(Enforced);
        await cluster.CreateAsync("configmaps", """{"metadata":{"name":"b"}}""", Ns);
        var meta = $$"""{"name":"b","ownerReferences":[{{Owner(version, kind, block: false)}}]}""";

        var refused = await Should.ThrowAsync<StatusException>(() => way switch
        {
            "update" => cluster.UpdateAsync("configmaps", "b", map => map["metadata"]!["ownerReferences"] = JsonNode.Parse(meta)!["ownerReferences"]!.DeepClone(), Ns, TestCluster.Alice),
            "patch" => cluster.PatchAsync("configmaps", "b", "application/merge-patch+json", $$"""{"metadata":{{meta}}}""", Ns, TestCluster.Alice),
            _ => cluster.PatchAsync(
                "configmaps", "b", "application/apply-patch+yaml", $$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{{meta}}}""", Ns, TestCluster.Alice),
        });

        refused.Status.Code.ShouldBe(403);
        refused.Status.Message.ShouldStartWith("configmaps \"b\" is forbidden: cannot set an ownerRef on a resource you can't delete: ");
        await CollectedAsync(cluster);
        (await cluster.FindAsync("configmaps", "b", Ns)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Write_OwnersThroughTheStatusWithoutTheRightToDelete_Is403AndTheObjectStays()
    {
        await using var cluster = await TestCluster.StartAsync(Enforced);
        await cluster.CreateAsync(
            "jobs.batch",
            """{"metadata":{"name":"j"},"spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]}}}}""",
            Ns);
        var patch = $$"""{"metadata":{"ownerReferences":[{{Owner("v1", "Secret", block: false)}}] } }""";

        var refused = await Should.ThrowAsync<StatusException>(() => cluster.PatchAsync(
            "jobs.batch", "j", "application/merge-patch+json", patch, Ns, TestCluster.Alice, "status"));

        refused.Status.Message.ShouldStartWith("jobs.batch \"j\" is forbidden: cannot set an ownerRef on a resource you can't delete: ");
        await CollectedAsync(cluster);
        (await cluster.FindAsync("jobs.batch", "j", Ns)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Write_OwnersThroughTheStatusOfAPod_AreLeftOut()
    {
        await using var cluster = await TestCluster.StartAsync(Enforced);
        await cluster.CreateAsync("pods", """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i"}]}}""", Ns);
        var patch = $$"""{"metadata":{"ownerReferences":[{{Owner("v1", "Secret", block: false)}}] } }""";

        var pod = await cluster.PatchAsync("pods", "p", "application/merge-patch+json", patch, Ns, TestCluster.Alice, "status");

        JsonNodes.GetArray(pod, "metadata", "ownerReferences").ShouldBeNull();
    }

    [Fact]
    public async Task Create_OwnerThatIsNotBlocked_IsAllowed()
    {
        await using var cluster = await TestCluster.StartAsync(Enforced);

        var made = await CreateAsync(cluster, "v1", "Secret", block: false);

        JsonNodes.GetString(made, "metadata", "name").ShouldBe("b");
        await Eventually.TrueAsync(async () => await cluster.FindAsync("configmaps", "b", Ns) is null, "its absent owner noticed");
    }

    // The collector has gone over everything that was written before.
    private static async Task CollectedAsync(TestCluster cluster)
    {
        await cluster.CreateAsync("configmaps", $$"""{"metadata":{"name":"last","ownerReferences":[{{Owner("v1", "Secret", block: false)}}] } }""", Ns);
        await Eventually.TrueAsync(async () => await cluster.FindAsync("configmaps", "last", Ns) is null, "the last one collected");
    }

    private static Task<JsonObject> CreateAsync(TestCluster cluster, string version, string kind, bool block) => cluster.CreateAsync(
        "configmaps",
        $$"""{"metadata":{"name":"b","ownerReferences":[{{Owner(version, kind, block)}}] } }""",
        Ns,
        TestCluster.Alice);

    private static string Owner(string version, string kind, bool block) =>
        $$"""{"apiVersion":"{{version}}","kind":"{{kind}}","name":"a","uid":"{{Uid}}","blockOwnerDeletion":{{(block ? "true" : "false")}} }""";
}
