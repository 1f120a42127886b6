using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Tests.Fakes;
using Outrigger.TestKit;

namespace Outrigger.ControlPlane.Tests.Namespaces;

public sealed class RemoteContentTests
{
    private readonly FakeTimeProvider clock = new();
    private readonly FakeRemote remote = new();

    [Fact]
    public async Task Delete_ServerThatAnswers_IsEmptiedToo()
    {
        await using var cluster = await StartAsync();
        remote.Put("team", "x");

        await cluster.DeleteAsync("namespaces", "team");

        await GoneAsync(cluster, "team");
        remote.Find("team", "x").ShouldBeNull();
    }

    // T-53: what empties a namespace may delete anything, so that a server must not choose where that goes
    [Theory]
    [InlineData("../../../../../api/v1/namespaces/kube-system/secrets")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("%2e%2e")]
    [InlineData("things/x/../..")]
    public async Task Delete_ServerThatNamesAnotherPath_IsAskedForItsOwnAlone(string named)
    {
        var hostile = new FakeRemote
        {
            Document = System.Text.Encoding.UTF8.GetBytes(
                $$"""
                {"version":"v1","resources":[{"resource":"{{named}}","scope":"Namespaced","verbs":["delete","deletecollection","list"]},
                 {"resource":"things","responseKind":{"group":"shop.io","version":"v1","kind":"Thing"},"scope":"Namespaced","verbs":["delete","deletecollection","list"]}]}
                """),
        };
        await using var cluster = await TestCluster.StartAsync(clock: clock, remote: hostile);
        hostile.Turn(true);
        await cluster.CreateAsync("namespaces", """{"metadata":{"name":"team"}}""");
        hostile.Put("team", "x");

        await cluster.DeleteAsync("namespaces", "team");

        await GoneAsync(cluster, "team");
        hostile.Find("team", "x").ShouldBeNull();
        hostile.Strayed.ShouldBeEmpty();
    }

    [Fact]
    public async Task Delete_ServerThatTellsOfANameThatIsAPath_KeepsOthersFromHarm()
    {
        var hostile = new FakeRemote
        {
            Document = """{"version":"v1","resources":[{"resource":"things","scope":"Namespaced","verbs":["delete","list"]}]}"""u8.ToArray(),
        };
        await using var cluster = await TestCluster.StartAsync(clock: clock, remote: hostile);
        hostile.Turn(true);
        await cluster.CreateAsync("namespaces", """{"metadata":{"name":"team"}}""");
        hostile.Put("team", "../../../../../../../api/v1/nodes/n");

        await cluster.DeleteAsync("namespaces", "team");

        await cluster.EventuallyAsync(async () => await ConditionAsync(cluster, "NamespaceDeletionContentFailure") is not null, "the condition");
        hostile.Strayed.ShouldBeEmpty();
    }

    [Fact]
    public async Task Delete_ServerUnavailable_HoldsTheNamespaceThatHasItsObjectsAndNoOther()
    {
        remote.Put("team", "x");
        await using var cluster = await StartAsync();
        await cluster.CreateAsync("namespaces", """{"metadata":{"name":"unrelated"}}""");
        remote.Turn(false);

        await cluster.DeleteAsync("namespaces", "team");
        await cluster.DeleteAsync("namespaces", "unrelated");

        await GoneAsync(cluster, "unrelated");
        await cluster.EventuallyAsync(async () => await ConditionAsync(cluster, "NamespaceDeletionDiscoveryFailure") is not null, "the condition");
        (await ConditionAsync(cluster, "NamespaceDeletionDiscoveryFailure")).ShouldBe((
            "DiscoveryFailed",
            "Discovery failed for some groups, 1 failing: unable to retrieve the complete list of server APIs: "
            + "shop.io/v1: stale GroupVersion discovery: shop.io/v1"));
        remote.Turn(true);
        await GoneAsync(cluster, "team");
        remote.Find("team", "x").ShouldBeNull();
    }

    [Fact]
    public async Task Delete_ServerUnavailableAfterAWrite_HoldsTheNamespace()
    {
        await using var cluster = await StartAsync();
        remote.NoteWrite("team");
        remote.Turn(false);

        await cluster.DeleteAsync("namespaces", "team");

        await cluster.EventuallyAsync(async () => await ConditionAsync(cluster, "NamespaceDeletionDiscoveryFailure") is not null, "the condition");
        (await cluster.FindAsync("namespaces", "team")).ShouldNotBeNull();
    }

    [Fact]
    public async Task Delete_ServerThatNeverAnswered_HoldsWhatIsOlderThanItsOutage()
    {
        remote.UnavailableSince = clock.GetUtcNow() + TimeSpan.FromMinutes(1);
        await using var cluster = await TestCluster.StartAsync(clock: clock, remote: remote);
        await cluster.CreateAsync("namespaces", """{"metadata":{"name":"team"}}""");
        clock.Advance(TimeSpan.FromMinutes(2));
        await cluster.CreateAsync("namespaces", """{"metadata":{"name":"younger"}}""");

        await cluster.DeleteAsync("namespaces", "team");
        await cluster.DeleteAsync("namespaces", "younger");

        await GoneAsync(cluster, "younger");
        await cluster.EventuallyAsync(async () => await ConditionAsync(cluster, "NamespaceDeletionDiscoveryFailure") is not null, "the condition");
    }

    [Theory]
    [InlineData("""{"version":"v1"}""")] // as adapters of Go tell of their metrics
    [InlineData("""{"version":"v1","resources":[{"resource":"","scope":"Cluster","subresources":[{"subresource":"custommetrics","verbs":["get"]}]}]}""")]
    [InlineData("""{"version":"v1","resources":[{"resource":"pods","scope":"Namespaced","verbs":["get","list"]}]}""")]
    public async Task Delete_ServerUnavailableWithNothingToDelete_HoldsNoNamespace(string document)
    {
        var metrics = new FakeRemote { Document = System.Text.Encoding.UTF8.GetBytes(document) };
        await using var cluster = await TestCluster.StartAsync(clock: clock, remote: metrics);
        metrics.Turn(true);
        await cluster.CreateAsync("namespaces", """{"metadata":{"name":"team"}}""");
        metrics.NoteWrite("team");
        metrics.Turn(false);

        await cluster.DeleteAsync("namespaces", "team");

        await GoneAsync(cluster, "team");
    }

    [Fact]
    public async Task Delete_RemoteFinalizer_IsToldWithItsCount()
    {
        await using var cluster = await StartAsync();
        remote.Put("team", "x", finalizers: "\"example.com/hold\"");

        await cluster.DeleteAsync("namespaces", "team");

        await cluster.EventuallyAsync(async () => await ConditionAsync(cluster, "NamespaceFinalizersRemaining") is not null, "the condition");
        (await ConditionAsync(cluster, "NamespaceContentRemaining")).ShouldBe(
            ("SomeResourcesRemain", "Some resources are remaining: things.shop.io has 1 resource instances"));
        (await ConditionAsync(cluster, "NamespaceFinalizersRemaining")).ShouldBe(
            ("SomeFinalizersRemain", "Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances"));
        remote.Remove("team", "x");
        await GoneAsync(cluster, "team");
    }

    private async Task<TestCluster> StartAsync()
    {
        var cluster = await TestCluster.StartAsync(clock: clock, remote: remote);
        remote.Turn(true);
        await cluster.CreateAsync("namespaces", """{"metadata":{"name":"team"}}""");
        await cluster.EventuallyAsync(() => ValueTask.FromResult(remote.Lists > 0), "the list of all things");
        return cluster;
    }

    private static Task GoneAsync(TestCluster cluster, string ns) =>
        cluster.EventuallyAsync(async () => await cluster.FindAsync("namespaces", ns) is null, $"{ns} gone");

    private static async Task<(string?, string?)?> ConditionAsync(TestCluster cluster, string type) =>
        (JsonNodes.GetArray(await cluster.FindAsync("namespaces", "team"), "status", "conditions") ?? [])
            .OfType<JsonObject>()
            .Where(c => JsonNodes.GetString(c, "type") == type && JsonNodes.GetString(c, "status") == "True")
            .Select(c => ((string?, string?)?)(JsonNodes.GetString(c, "reason"), JsonNodes.GetString(c, "message")))
            .SingleOrDefault();
}
