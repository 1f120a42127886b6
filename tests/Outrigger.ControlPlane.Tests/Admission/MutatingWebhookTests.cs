using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ControlPlane.Tests.Fakes;

namespace Outrigger.ControlPlane.Tests.Admission;

public sealed class MutatingWebhookTests
{
    private const string One = """{"metadata":{"name":"one"},"data":{"k":"v"}}""";

    [Fact]
    public async Task Create_Patch_ChangesWhatIsStored()
    {
        await using var hook = await HookServer.StartAsync();
        await using var cluster = await TestCluster.StartAsync();
        hook.Answer = (_, _, response) => HookServer.Merge(response, HookServer.Patch(
            """[{"op":"add","path":"/metadata/labels","value":{"patched":"yes"}},{"op":"add","path":"/data/by","value":"hook"},{"op":"add","path":"/nonsense","value":1}]"""));
        await hook.RegisterAsync(cluster, HookServer.Mutating);

        await cluster.CreateAsync("configmaps", One, "default");

        var made = await cluster.GetAsync("configmaps", "one", "default");
        ((string)made["metadata"]!["labels"]!["patched"]!).ShouldBe("yes");
        ((string)made["data"]!["by"]!).ShouldBe("hook");
        made.ContainsKey("nonsense").ShouldBeFalse();
    }

    [Fact]
    public async Task Create_PatchThatMovesTheObject_IsRefused()
    {
        await using var hook = await HookServer.StartAsync();
        await using var cluster = await TestCluster.StartAsync();
        hook.Answer = (_, _, response) => HookServer.Merge(response, HookServer.Patch(
            """[{"op":"replace","path":"/metadata/namespace","value":"kube-system"}]"""));
        await hook.RegisterAsync(cluster, HookServer.Mutating);

        (await RefusedAsync(cluster.CreateAsync("configmaps", One, "default"))).Code.ShouldBe(400);
        (await cluster.FindAsync("configmaps", "one", "kube-system")).ShouldBeNull();
    }

    [Fact]
    public async Task Create_PatchThatDoesNotApply_SaysWhichOperation()
    {
        await using var hook = await HookServer.StartAsync();
        await using var cluster = await TestCluster.StartAsync();
        hook.Answer = (_, _, response) => HookServer.Merge(response, HookServer.Patch("""[{"op":"remove","path":"/nope"}]"""));
        await hook.RegisterAsync(cluster, HookServer.Mutating);

        (await RefusedAsync(cluster.CreateAsync("configmaps", One, "default"))).Message.ShouldBe(
            "Internal error occurred: error in remove for path: '/nope': Unable to remove nonexistent key: nope: missing value");
    }

    [Fact]
    public async Task Update_LaterPatch_AsksAnEarlierWebhookAgain()
    {
        await using var hook = await HookServer.StartAsync();
        await using var cluster = await TestCluster.StartAsync();
        var order = new List<string>();
        hook.Answer = (path, request, response) =>
        {
            order.Add(path);
            if (path is "/b" && request["object"]!["data"]!["b"] is null)
            {
                HookServer.Merge(response, HookServer.Patch("""[{"op":"add","path":"/data/b","value":"1"}]"""));
            }
        };
        await RegisterAsync(hook, cluster, "b", "IfNeeded");
        await RegisterAsync(hook, cluster, "a", "IfNeeded");
        await RegisterAsync(hook, cluster, "aa", "Never");

        await cluster.CreateAsync("configmaps", One, "default");

        order.ShouldBe(["/a", "/aa", "/b", "/a"]);
    }

    [Fact]
    public async Task Update_Scale_IsSeenAndChangedAsScale()
    {
        await using var hook = await HookServer.StartAsync();
        await using var cluster = await TestCluster.StartAsync();
        await cluster.CreateAsync("deployments.apps", """
            {"metadata":{"name":"d"},"spec":{"selector":{"matchLabels":{"a":"b"}},
             "template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]} } } }
            """, "default");
        hook.Answer = (_, _, response) => HookServer.Merge(response, HookServer.Patch("""[{"op":"replace","path":"/spec/replicas","value":3}]"""));
        await hook.RegisterAsync(
            cluster, HookServer.Mutating, """{"operations":["UPDATE"],"apiGroups":["apps"],"apiVersions":["v1"],"resources":["deployments/scale"]}""");

        await cluster.UpdateSubresourceAsync("deployments.apps", "d", "scale", o => o["spec"]!["replicas"] = 5, "default");

        var asked = hook.Asked.ShouldHaveSingleItem();
        ((string)asked["kind"]!["kind"]!).ShouldBe("Scale");
        ((string)asked["subResource"]!).ShouldBe("scale");
        ((long)asked["object"]!["spec"]!["replicas"]!).ShouldBe(5);
        ((long)asked["oldObject"]!["spec"]!["replicas"]!).ShouldBe(1);
        ((long)(await cluster.GetAsync("deployments.apps", "d", "default"))["spec"]!["replicas"]!).ShouldBe(3);
    }

    private static Task RegisterAsync(HookServer hook, TestCluster cluster, string name, string policy) => hook.RegisterAsync(
        cluster,
        HookServer.Mutating,
        more: $",\"reinvocationPolicy\":\"{policy}\"",
        name: name,
        client: hook.Client.Replace("/hook\"", $"/{name}\"", StringComparison.Ordinal));

    private static async Task<Status> RefusedAsync(Task call) => (await Should.ThrowAsync<StatusException>(() => call)).Status;
}
