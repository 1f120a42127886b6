using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Tests.Fakes;
using Outrigger.Registry.Operations;
using Outrigger.TestKit;

namespace Outrigger.ControlPlane.Tests.Garbage;

public sealed class GarbageCollectorTests
{
    private const string Ns = "default";

    [Fact]
    public async Task Delete_Background_TakesTheWholeChain()
    {
        await using var cluster = await TestCluster.StartAsync();
        var a = await CreateAsync(cluster, "a");
        var b = await CreateAsync(cluster, "b", Owner("ConfigMap", "a", a));
        await CreateAsync(cluster, "c", Owner("ConfigMap", "b", b));

        await cluster.DeleteAsync("configmaps", "a", Ns);

        await GoneAsync(cluster, "b");
        await GoneAsync(cluster, "c");
    }

    [Fact]
    public async Task Delete_OneOfTwoOwners_OnlyDropsItsReference()
    {
        await using var cluster = await TestCluster.StartAsync();
        var a = await CreateAsync(cluster, "a");
        var b = await CreateAsync(cluster, "b");
        await CreateAsync(cluster, "c", Owner("ConfigMap", "a", a), Owner("ConfigMap", "b", b));

        await cluster.DeleteAsync("configmaps", "a", Ns);

        await Eventually.TrueAsync(async () => Owners(await cluster.FindAsync("configmaps", "c", Ns)).SequenceEqual(["b"]), "one owner");
    }

    [Fact]
    public async Task Delete_Orphan_LeavesTheDependentWithoutTheReference()
    {
        await using var cluster = await TestCluster.StartAsync();
        var a = await CreateAsync(cluster, "a");
        await CreateAsync(cluster, "b", Owner("ConfigMap", "a", a));

        await cluster.DeleteAsync("configmaps", "a", Ns, options: new DeleteOptions(PropagationPolicy: "Orphan"));

        await GoneAsync(cluster, "a");
        Owners(await cluster.GetAsync("configmaps", "b", Ns)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Delete_Foreground_WaitsForBlockingDependents()
    {
        await using var cluster = await TestCluster.StartAsync();
        var a = await CreateAsync(cluster, "a");
        await cluster.CreateAsync(
            "configmaps",
            $$"""{"metadata":{"name":"b","finalizers":["example.com/hold"],"ownerReferences":[{{Owner("ConfigMap", "a", a, block: true)}}] } }""",
            Ns);

        await cluster.DeleteAsync("configmaps", "a", Ns, options: new DeleteOptions(PropagationPolicy: "Foreground"));

        await Eventually.TrueAsync(
            async () => JsonNodes.GetString(await cluster.FindAsync("configmaps", "b", Ns), "metadata", "deletionTimestamp") is not null,
            "the dependent marked");
        (await cluster.FindAsync("configmaps", "a", Ns)).ShouldNotBeNull();
        await cluster.UpdateAsync("configmaps", "b", map => ((JsonObject)map["metadata"]!).Remove("finalizers"), Ns);
        await GoneAsync(cluster, "b");
        await GoneAsync(cluster, "a");
    }

    [Fact]
    public async Task Create_OwnerThatNeverWas_IsDeleted()
    {
        await using var cluster = await TestCluster.StartAsync();

        await CreateAsync(cluster, "b", Owner("ConfigMap", "a", "11111111-1111-1111-1111-111111111111"));

        await GoneAsync(cluster, "b");
    }

    [Fact]
    public async Task Create_ClusterScopedOwner_HoldsItsNamespacedDependent()
    {
        await using var cluster = await TestCluster.StartAsync();
        var owner = Uid(await cluster.CreateAsync("nodes", """{"metadata":{"name":"n"}}"""));
        await CreateAsync(cluster, "b", Owner("Node", "n", owner));
        await CreateAsync(cluster, "last", Owner("ConfigMap", "none", "11111111-1111-1111-1111-111111111111"));
        await GoneAsync(cluster, "last");
        (await cluster.FindAsync("configmaps", "b", Ns)).ShouldNotBeNull();

        await cluster.DeleteAsync("nodes", "n");

        await GoneAsync(cluster, "b");
    }

    [Fact]
    public async Task Create_OwnerInAnotherNamespace_IsToldAndNotDeleted()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.CreateAsync("namespaces", """{"metadata":{"name":"other"}}""");
        var owner = Uid(await cluster.CreateAsync("configmaps", """{"metadata":{"name":"a"}}""", "other"));

        await CreateAsync(cluster, "b", Owner("ConfigMap", "a", owner));

        await EventAsync(cluster, "b");
        (await cluster.FindAsync("configmaps", "b", Ns)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Create_NamespacedOwnerOfAClusterScopedObject_IsToldAndNotDeleted()
    {
        await using var cluster = await TestCluster.StartAsync();

        await cluster.CreateAsync(
            "nodes",
            $$"""{"metadata":{"name":"n","ownerReferences":[{{Owner("ConfigMap", "a", "11111111-1111-1111-1111-111111111111")}}] } }""");

        await EventAsync(cluster, "n");
        (await cluster.FindAsync("nodes", "n")).ShouldNotBeNull();
    }

    [Fact]
    public async Task Create_OwnerOfAKindThatNobodyServes_StaysThere()
    {
        await using var cluster = await TestCluster.StartAsync();
        await CreateAsync(
            cluster, "b", """{"apiVersion":"example.com/v1","kind":"Gizmo","name":"a","uid":"11111111-1111-1111-1111-111111111111"}""");
        await CreateAsync(cluster, "last", Owner("ConfigMap", "none", "22222222-2222-2222-2222-222222222222"));
        await GoneAsync(cluster, "last");

        (await cluster.FindAsync("configmaps", "b", Ns)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Delete_JobWithoutPolicy_OrphansItsPods()
    {
        await using var cluster = await TestCluster.StartAsync();
        var job = Uid(await cluster.CreateAsync(
            "jobs.batch",
            """{"metadata":{"name":"j"},"spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]}}}}""",
            Ns));
        await CreateAsync(cluster, "b", $$"""{"apiVersion":"batch/v1","kind":"Job","name":"j","uid":"{{job}}" }""");

        await cluster.DeleteAsync("jobs.batch", "j", Ns);

        await Eventually.TrueAsync(async () => await cluster.FindAsync("jobs.batch", "j", Ns) is null, "the job gone");
        Owners(await cluster.GetAsync("configmaps", "b", Ns)).ShouldBeEmpty();
    }

    private static async Task<string> CreateAsync(TestCluster cluster, string name, params string[] owners) => Uid(await cluster.CreateAsync(
        "configmaps", $$"""{"metadata":{"name":"{{name}}","ownerReferences":[{{string.Join(',', owners)}}] } }""", Ns));

    private static string Owner(string kind, string name, string uid, bool block = false) =>
        $$"""{"apiVersion":"v1","kind":"{{kind}}","name":"{{name}}","uid":"{{uid}}","blockOwnerDeletion":{{(block ? "true" : "false")}} }""";

    private static string Uid(JsonObject obj) => JsonNodes.GetString(obj, "metadata", "uid")!;

    private static IEnumerable<string> Owners(JsonObject? obj) =>
        (JsonNodes.GetArray(obj, "metadata", "ownerReferences") ?? []).OfType<JsonObject>().Select(o => JsonNodes.GetString(o, "name")!);

    private static Task GoneAsync(TestCluster cluster, string name) =>
        Eventually.TrueAsync(async () => await cluster.FindAsync("configmaps", name, Ns) is null, $"{name} gone");

    private static Task EventAsync(TestCluster cluster, string about) => Eventually.TrueAsync(
        async () => (await cluster.ListAsync("events", Ns)).Any(e =>
            JsonNodes.GetString(e, "involvedObject", "name") == about
            && JsonNodes.GetString(e, "reason") == "OwnerRefInvalidNamespace"),
        "the event");
}
