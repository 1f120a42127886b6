using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Tests.Fakes;
using Outrigger.Registry.Operations;
using Outrigger.TestKit;

namespace Outrigger.ControlPlane.Tests.Garbage;

/// <summary>Owners and dependents that another server has.</summary>
public sealed class RemoteGarbageTests
{
    private const string Ns = "default";
    private readonly FakeTimeProvider clock = new();
    private readonly FakeRemote remote = new();

    [Fact]
    public async Task Delete_LocalOwner_TakesTheRemoteDependent()
    {
        await using var cluster = await StartAsync();
        remote.Put(Ns, "x", Owner(await CreateAsync(cluster, "a")));

        await cluster.DeleteAsync("configmaps", "a", Ns);

        await cluster.EventuallyAsync(() => ValueTask.FromResult(remote.Find(Ns, "x") is null), "the dependent gone");
    }

    [Fact]
    public async Task Delete_RemoteOwner_TakesTheLocalDependent()
    {
        await using var cluster = await StartAsync();
        remote.Put(Ns, "x");
        await CreateAsync(cluster, "b", Thing("x"));

        remote.Remove(Ns, "x");

        await GoneAsync(cluster, "b");
    }

    [Fact]
    public async Task Delete_ServerOfTheOwnerUnavailable_KeepsTheDependent()
    {
        await using var cluster = await StartAsync();
        remote.Put(Ns, "x");
        await CreateAsync(cluster, "b", Thing("x"));
        remote.Turn(false);

        await CreateAsync(cluster, "last", """{"apiVersion":"v1","kind":"ConfigMap","name":"none","uid":"11111111-1111-1111-1111-111111111111"}""");
        await GoneAsync(cluster, "last");

        (await cluster.FindAsync("configmaps", "b", Ns)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Delete_Foreground_WaitsForTheRemoteDependentThroughAnOutage()
    {
        await using var cluster = await StartAsync();
        remote.Put(Ns, "x", Owner(await CreateAsync(cluster, "a")), "\"example.com/hold\"");
        await cluster.EventuallyAsync(() => ValueTask.FromResult(remote.IsWatched), "the watch, which the outage cuts");
        var lists = remote.Lists;
        remote.Turn(false);
        remote.Turn(true);
        await cluster.EventuallyAsync(() => ValueTask.FromResult(remote.Lists > lists), "another list");

        await cluster.DeleteAsync("configmaps", "a", Ns, options: new DeleteOptions(PropagationPolicy: "Foreground"));
        await cluster.EventuallyAsync(
            () => ValueTask.FromResult(JsonNodes.GetString(remote.Find(Ns, "x"), "metadata", "deletionTimestamp") is not null), "the dependent marked");
        (await cluster.FindAsync("configmaps", "a", Ns)).ShouldNotBeNull();

        remote.Remove(Ns, "x");
        await GoneAsync(cluster, "a");
    }

    [Fact]
    public async Task Delete_Orphan_TakesTheReferenceOutOfTheRemoteDependent()
    {
        await using var cluster = await StartAsync();
        remote.Put(Ns, "x", Owner(await CreateAsync(cluster, "a")));
        await cluster.EventuallyAsync(() => ValueTask.FromResult(remote.Lists > 0), "the list of all things");

        await cluster.DeleteAsync("configmaps", "a", Ns, options: new DeleteOptions(PropagationPolicy: "Orphan"));

        await GoneAsync(cluster, "a");
        (JsonNodes.GetArray(remote.Find(Ns, "x"), "metadata", "ownerReferences") ?? []).ShouldBeEmpty();
    }

    [Fact]
    public async Task Owners_OfAnotherServerThatAreNotThere_CostOneListForAllOfThem()
    {
        await using var cluster = await StartAsync();
        remote.Put(Ns, "x");
        remote.Put("other", "y");
        var (lists, gets) = (remote.Lists, remote.Gets);

        await CreateAsync(cluster, "b", string.Join(',', Enumerable.Range(0, 1_000).Select(i => Thing($"none-{i}"))));
        await GoneAsync(cluster, "b");

        (remote.Lists - lists).ShouldBe(1);
        (remote.Gets - gets).ShouldBe(1);

        await CreateAsync(cluster, "c", string.Join(',', [Thing("none-a"), Thing("none-b"), Thing("x"), Thing("y")]));
        await cluster.EventuallyAsync(
            async () => JsonNodes.GetArray(await cluster.GetAsync("configmaps", "c", Ns), "metadata", "ownerReferences")?.Count == 2, "the absent owners taken out");
        // "y" stays, so that the object is looked at once more when it was written
        (remote.Lists - lists).ShouldBeInRange(2, 3);
        (await cluster.ListAsync("events", Ns)).Count(e => JsonNodes.GetString(e, "reason") == "OwnerRefInvalidNamespace").ShouldBe(1);
    }

    private async Task<TestCluster> StartAsync()
    {
        var cluster = await TestCluster.StartAsync(clock: clock, remote: remote);
        remote.Turn(true);
        await cluster.EventuallyAsync(() => ValueTask.FromResult(remote.Lists > 0), "the list of all things");
        return cluster;
    }

    private static async Task<string> CreateAsync(TestCluster cluster, string name, string owner = "") => JsonNodes.GetString(
        await cluster.CreateAsync("configmaps", $$"""{"metadata":{"name":"{{name}}","ownerReferences":[{{owner}}] } }""", Ns), "metadata", "uid")!;

    private static string Owner(string uid) =>
        $$"""{"apiVersion":"v1","kind":"ConfigMap","name":"a","uid":"{{uid}}","blockOwnerDeletion":true}""";

    private static string Thing(string name) => $$"""{"apiVersion":"shop.io/v1","kind":"Thing","name":"{{name}}","uid":"uid-{{name}}"}""";

    private static Task GoneAsync(TestCluster cluster, string name) =>
        cluster.EventuallyAsync(async () => await cluster.FindAsync("configmaps", name, Ns) is null, $"{name} gone");
}
