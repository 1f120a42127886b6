using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ControlPlane.Access;
using Outrigger.ControlPlane.Garbage;
using Outrigger.ControlPlane.Tests.CustomResources;
using Outrigger.ControlPlane.Tests.Fakes;
using Outrigger.Registry.Operations;
using Outrigger.Server.Access;
using Outrigger.TestKit;

namespace Outrigger.ControlPlane.Tests.Garbage;

/// <summary>What the collector does while it does not know everything: at a start, when kinds change and when they go.</summary>
public sealed class GarbageWindowTests
{
    private const string Name = "gadgets.example.com";
    private const string Color = """{"color":{"type":"string"}}""";
    private static readonly GroupVersionResource V1 = new("example.com", "v1", "gadgets");
    private static readonly GroupVersionResource V2 = new("example.com", "v2", "gadgets");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Definition_ThatIsDeleted_TakesTheDependentsOfItsObjectsAlong()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.DefineAsync(CustomCluster.Gadgets(CustomCluster.Version("v1", Color)));
        for (var i = 0; i < 40; i++)
        {
            var owner = Uid(await cluster.CreateAsync(Name, $$"""{"metadata":{"name":"g{{i}}"} }"""));
            foreach (var name in new[] { $"a{i}", $"b{i}" })
            {
                await cluster.CreateAsync(
                    "configmaps",
                    $$"""{"metadata":{"name":"{{name}}","ownerReferences":[{"apiVersion":"example.com/v1","kind":"Gadget","name":"g{{i}}","uid":"{{owner}}"}]} }""",
                    "default");
            }
        }

        await cluster.DeleteAsync(CustomCluster.Definitions, Name);

        await Eventually.TrueAsync(async () => await cluster.FindAsync(CustomCluster.Definitions, Name) is null, "the definition gone");
        await Eventually.TrueAsync(async () => (await cluster.ListAsync("configmaps", "default")).Count == 0, "the dependents gone");
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("default", true)]
    [InlineData("elsewhere", false)]
    public async Task Owner_ThatWentWithItsKind_IsGone(string ownerNamespace, bool isGone)
    {
        await using var cluster = await TestCluster.StartAsync(controls: false);
        var dependent = await cluster.CreateAsync(
            "configmaps",
            """{"metadata":{"name":"b","ownerReferences":[{"apiVersion":"example.com/v1","kind":"Gizmo","name":"a","uid":"owner"}]}}""",
            "default");
        var collector = Collector(cluster, TimeProvider.System);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = collector.RunAsync(stop.Token);

        collector.Put(Node(dependent));
        collector.Gone("owner", ownerNamespace);
        collector.Put(Node(dependent));

        await PassAsync(cluster, collector, "last");
        (await cluster.FindAsync("configmaps", "b", "default") is null).ShouldBe(isGone);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Orphan_BeforeTheDependentsAreKnown_Waits()
    {
        await using var cluster = await TestCluster.StartAsync(controls: false);
        var owner = await MapAsync(cluster, "a");
        var dependent = await MapAsync(cluster, "b", owner);
        await cluster.DeleteAsync("configmaps", "a", "default", options: new DeleteOptions(PropagationPolicy: "Orphan"));
        var clock = new FakeTimeProvider();
        var collector = Collector(cluster, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = collector.RunAsync(stop.Token);

        // the node of the owner alone is known, for longer than a deletion takes to settle
        collector.Put(Node(await cluster.GetAsync("configmaps", "a", "default")));
        await PassAsync(cluster, collector, "first");
        clock.Advance(TimeSpan.FromSeconds(1));
        await PassAsync(cluster, collector, "second");
        (await cluster.FindAsync("configmaps", "a", "default")).ShouldNotBeNull();

        collector.Put(Node(dependent));
        collector.Complete();
        await Eventually.TrueAsync(
            async () =>
            {
                clock.Advance(TimeSpan.FromMilliseconds(100));
                return await cluster.FindAsync("configmaps", "a", "default") is null;
            },
            "the owner gone");
        MetadataView.Of(await cluster.GetAsync("configmaps", "b", "default")).OwnerReferences.ShouldBeEmpty();
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task StoredVersion_ThatChanges_LeavesTheNodesInTheGraph()
    {
        await using var cluster = await TestCluster.StartAsync(controls: false);
        await cluster.DefineAsync(CustomCluster.Gadgets(CustomCluster.Version("v1", Color), CustomCluster.Version("v2", Color, storage: false)));
        var objects = new LocalObjects(cluster.Catalog, TimeProvider.System, "tests");
        var told = new Recorder();
        var feeds = new GarbageFeeds(
            cluster.Catalog, objects, new RemoteObjects(() => null, new RemoteHoldings(cluster.Catalog, isSole: true)), told, TimeProvider.System, NullLogger.Instance);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = feeds.RunAsync(stop.Token);
        await Eventually.TrueAsync(() => told.Calls.Contains("complete"), "everything known");
        told.Calls.Last().ShouldBe("complete");
        told.Calls.ShouldContain($"listed {V1}");

        await cluster.RedefineAsync(Name, crd =>
        {
            crd["spec"]!["versions"]![0]!["storage"] = false;
            crd["spec"]!["versions"]![1]!["storage"] = true;
        });

        await Eventually.TrueAsync(() => told.Calls.Contains($"listed {V2}"), "the new version followed");
        told.Calls.Count(c => c == $"listed {V1}").ShouldBe(1);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Watch_ThatEndedAfterAWhile_BeginsAgainAtOnce()
    {
        await using var cluster = await TestCluster.StartAsync(controls: false);
        await cluster.DefineAsync(CustomCluster.Gadgets(CustomCluster.Version("v1", Color)));
        var (told, clock) = (new Recorder(), new FakeTimeProvider());
        var feed = new GarbageFeed(V1, new LocalObjects(cluster.Catalog, TimeProvider.System, "tests"), told, clock, NullLogger.Instance);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = feed.RunAsync(stop.Token);
        await feed.Listed.WaitAsync(Token);
        clock.Advance(TimeSpan.FromSeconds(2));

        await cluster.RedefineAsync(Name, crd => crd["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!["description"] = "changed");

        await Eventually.TrueAsync(() => told.Calls.Count == 2, "another list");
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task List_OfAnotherVersion_TellsWhatWentMeanwhile()
    {
        await using var cluster = await TestCluster.StartAsync(controls: false);
        var graph = new DependencyGraph();
        var collector = Collector(cluster, TimeProvider.System, graph);
        OwnerReference[] owners = [new OwnerReference { ApiVersion = "v1", Kind = "ConfigMap", Name = "o", Uid = "owner" }];
        collector.Put(new GarbageNode("gone", new ObjectAddress(V1, "", "gone"), owners, "", IsDeleting: false));
        collector.Put(new GarbageNode("there", new ObjectAddress(V1, "", "there"), owners, "", IsDeleting: false));

        collector.Put(new GarbageNode("there", new ObjectAddress(V2, "", "there"), owners, "", IsDeleting: false));
        collector.Listed(V2, new HashSet<string> { "there" });

        graph.DependentsOf("owner").ShouldHaveSingleItem().Resource.ShouldBe(V2);
    }

    private static GarbageCollector Collector(TestCluster cluster, TimeProvider time, DependencyGraph? graph = null)
    {
        graph ??= new DependencyGraph();
        var objects = new LocalObjects(cluster.Catalog, TimeProvider.System, "tests");
        var kinds = new KindTable(cluster.Catalog);
        var own = new GarbageObjects(objects, kinds, () => null);
        var owners = new OwnerCheck(graph, kinds, own, new OwnerEvents(objects, new KindNames(cluster.Catalog), time));
        return new GarbageCollector(graph, kinds, own, owners, time, NullLogger.Instance);
    }

    // Returns when the collector has been through what was put before.
    private static async Task PassAsync(TestCluster cluster, GarbageCollector collector, string name)
    {
        collector.Put(Node(await MapAsync(cluster, name, new JsonObject { ["metadata"] = new JsonObject { ["name"] = "none", ["uid"] = name } })));
        await Eventually.TrueAsync(async () => await cluster.FindAsync("configmaps", name, "default") is null, $"{name} gone");
    }

    private static Task<JsonObject> MapAsync(TestCluster cluster, string name, JsonObject? owner = null) => cluster.CreateAsync(
        "configmaps",
        owner is null
            ? $$"""{"metadata":{"name":"{{name}}"} }"""
            : $$"""{"metadata":{"name":"{{name}}","ownerReferences":[{"apiVersion":"v1","kind":"ConfigMap","name":"{{JsonNodes.GetString(owner, "metadata", "name")}}","uid":"{{Uid(owner)}}"}]} }""",
        "default");

    private static GarbageNode Node(JsonObject map) => GarbageReader.Read(CoreResources.ConfigMaps, MetadataView.Of(map)).ShouldNotBeNull();

    private static string Uid(JsonObject obj) => JsonNodes.GetString(obj, "metadata", "uid")!;

    private sealed class Recorder : IGarbageTarget
    {
        private readonly ConcurrentQueue<string> calls = new();

        public IReadOnlyList<string> Calls => [.. calls];

        public void Put(GarbageNode node)
        {
        }

        public void Free(string uid)
        {
        }

        public void Gone(string uid, string ns)
        {
        }

        public void Listed(GroupVersionResource resource, IReadOnlySet<string> there) => calls.Enqueue($"listed {resource}");

        public void CatalogChanged()
        {
        }

        public void Complete() => calls.Enqueue("complete");
    }
}
