using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ControlPlane.Tests.Fakes;
using Outrigger.Registry.Changes;
using Outrigger.Registry.Operations;
using static Outrigger.ControlPlane.Tests.CustomResources.CustomCluster;

namespace Outrigger.ControlPlane.Tests.CustomResources;

/// <summary>What happens to objects while their definition changes, goes and comes back.</summary>
public sealed class DefinitionLifeTests
{
    private const string Name = "gadgets.example.com";
    private const string Color = """{"color":{"type":"string"}}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task StoredVersions_AreShrunkByHandAlone_AndKeepTheirVersions()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.DefineAsync(Gadgets(Version("v1", Color), Version("v2", Color, storage: false)));
        await cluster.RedefineAsync(Name, crd => Move(crd));
        Stored(await cluster.GetAsync(Definitions, Name)).ShouldBe("""["v1","v2"]""");

        var refused = await Should.ThrowAsync<StatusException>(
            () => cluster.UpdateAsync(Definitions, Name, crd => crd["spec"]!["versions"]!.AsArray().RemoveAt(0)));
        refused.Status.Message.ShouldContain("status.storedVersions[0]: Invalid value: \"v1\": missing from spec.versions");

        await UpdateStatusAsync(cluster, crd => crd["status"]!["storedVersions"] = new JsonArray("v2"));
        await cluster.UpdateAsync(Definitions, Name, crd => crd["spec"]!["versions"]!.AsArray().RemoveAt(0));
        await cluster.WaitAsync(new GroupVersionResource("example.com", "v1", "gadgets"), served => served is null);
        Stored(await cluster.GetAsync(Definitions, Name)).ShouldBe("""["v2"]""");
    }

    [Fact]
    public async Task StoredVersions_WithoutTheStorageVersion_GetItBack()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.DefineAsync(Gadgets(Version("v1", Color)));
        await UpdateStatusAsync(cluster, crd => crd["status"]!["storedVersions"] = new JsonArray());

        await cluster.UpdateAsync(Definitions, Name, crd => crd["metadata"]!["labels"] = new JsonObject { ["a"] = "b" });

        Stored(await cluster.GetAsync(Definitions, Name)).ShouldBe("""["v1"]""");
    }

    [Fact]
    public async Task Update_ThroughAServedVersion_IsPrunedDefaultedAndCheckedByItsSchema()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.DefineAsync(Gadgets(
            Version("v1", """{"color":{"type":"string"},"size":{"type":"integer","default":1}}"""),
            Version("v2", """{"color":{"type":"string","maxLength":3},"size":{"type":"integer","default":2}}""", storage: false)));
        var v2 = cluster.Find("v2", "gadgets");

        await v2.Verbs.Create!.CreateAsync(Context(v2, ""), Body("""{"metadata":{"name":"a"},"spec":{"color":"red","odd":1}}"""), Token);
        (await cluster.GetAsync(Name, "a"))["spec"]!.ToJsonString().ShouldBe("""{"color":"red","size":2}""");
        var refused = await Should.ThrowAsync<StatusException>(async () =>
            await v2.Verbs.Create.CreateAsync(Context(v2, ""), Body("""{"metadata":{"name":"b"},"spec":{"color":"blue"}}"""), Token));
        refused.Status.Message.ShouldContain("spec.color: Too long");
        await cluster.CreateAsync(Name, """{"metadata":{"name":"b"},"spec":{"color":"blue"} }""");
    }

    [Fact]
    public async Task Scale_OfEachVersion_HasItsOwnPath()
    {
        await using var cluster = await TestCluster.StartAsync();
        const string Numbers = """{"replicas":{"type":"integer"},"count":{"type":"integer"}}""";
        await cluster.DefineAsync(Gadgets(Version("v1", Numbers, more: Scale(".spec.replicas")), Version("v2", Numbers, false, Scale(".spec.count"))));
        await cluster.CreateAsync(Name, """{"metadata":{"name":"a"},"spec":{"replicas":3,"count":5}}""");

        foreach (var (version, replicas) in new[] { ("v1", 3), ("v2", 5) })
        {
            var served = cluster.Find(version, "gadgets");
            var scale = await served.Subresources["scale"].Verbs.Get!.GetAsync(Context(served, "a") with { Subresource = "scale" }, "", Token);
            scale.ToTree()["spec"]!.ToJsonString().ShouldBe($$"""{"replicas":{{replicas}}}""");
        }
    }

    [Fact]
    public async Task Update_SchemaTightened_UnchangedValuesPass()
    {
        await using var cluster = await TestCluster.StartAsync();
        const string Loose = """
            {"color":{"type":"string"},"size":{"type":"integer"},
             "parts":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["id"],
              "items":{"type":"object","required":["id"],"properties":{"id":{"type":"string"},"text":{"type":"string"}}}}}
            """;
        await cluster.DefineAsync(Gadgets(Version("v1", Loose)));
        await cluster.CreateAsync(Name, """{"metadata":{"name":"a"},"spec":{"color":"turquoise","parts":[{"id":"x","text":"much too long"},{"id":"y"}]}}""");
        await cluster.RedefineAsync(Name, crd =>
        {
            var spec = crd["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!["properties"]!["spec"]!["properties"]!;
            spec["color"]!["maxLength"] = 3;
            spec["parts"]!["items"]!["properties"]!["text"]!["maxLength"] = 4;
        });

        await cluster.UpdateAsync(Name, "a", obj =>
        {
            obj["spec"]!["size"] = 1;
            obj["spec"]!["parts"]!.AsArray().Insert(0, JsonNode.Parse("""{"id":"z","text":"ok"}"""));
        });
        var refused = await Should.ThrowAsync<StatusException>(() => cluster.UpdateAsync(Name, "a", obj =>
        {
            obj["spec"]!["color"] = "ultramarine";
            obj["spec"]!["parts"]![0]!["text"] = "also too long";
        }));

        refused.Status.Details!.Causes!.Select(c => c.Field).ShouldBe(["spec.color", "spec.parts[0].text"], ignoreOrder: true);
    }

    [Fact]
    public async Task Create_EmbeddedObjectWithoutKind_IsRefused()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.DefineAsync(Gadgets(Version(
            "v1", """{"template":{"type":"object","x-kubernetes-embedded-resource":true,"x-kubernetes-preserve-unknown-fields":true}}""")));

        var refused = await Should.ThrowAsync<StatusException>(() => cluster.CreateAsync(
            Name, """{"metadata":{"name":"a"},"spec":{"template":{"kind":"N_o","metadata":{"labels":{"k":"not valid!"}}}}}"""));

        refused.Status.Details!.Causes!.Select(c => c.Field).ShouldBe(
            ["spec.template.apiVersion", "spec.template.kind", "spec.template.metadata.labels"], ignoreOrder: true);
        await cluster.CreateAsync(Name, """{"metadata":{"name":"a"},"spec":{"template":{"apiVersion":"v1","kind":"Pod","metadata":{"labels":{"k":"v"}}}}}""");
    }

    [Fact]
    public async Task Recreate_WithAnotherScope_ServesIt()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.DefineAsync(Gadgets(Version("v1", Color)));
        var old = cluster.Find("v1", "gadgets");
        await cluster.CreateAsync(Name, """{"metadata":{"name":"a"} }""");
        await using var watch = await old.Verbs.Watch!.WatchAsync(Context(old, ""), new WatchQuery(), Token);

        await cluster.DeleteAsync(Definitions, Name);
        while (await watch.WaitAsync(Token).AsTask().WaitAsync(TimeSpan.FromSeconds(10), Token))
        {
            while (watch.TryRead(out _))
            {
            }
        }

        await cluster.WaitAsync(old.Kind.Resource, served => served is null);
        (await cluster.FindAsync(Definitions, Name)).ShouldBeNull();

        await cluster.DefineAsync(Gadgets(Version("v1", Color)).Replace("Cluster", "Namespaced"));
        cluster.Find("v1", "gadgets").Kind.Namespaced.ShouldBeTrue();
        (await cluster.ListAsync(Name, "default")).ShouldBeEmpty();
        await cluster.CreateAsync(Name, """{"metadata":{"name":"a","namespace":"default"} }""", "default");
        (await cluster.ListAsync(Name, "default")).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("https://github.com/kubernetes/enhancements/pull/1", "True", "ApprovedAnnotation")]
    [InlineData("unapproved, experimental", "False", "UnapprovedAnnotation")]
    public async Task Define_GroupOfKubernetes_SaysWhetherItIsApproved(string annotation, string status, string reason)
    {
        await using var cluster = await TestCluster.StartAsync();
        var crd = (JsonObject)JsonNode.Parse(Gadgets(Version("v1", Color)).Replace("example.com", "example.k8s.io"))!;
        crd["metadata"]!["annotations"] = new JsonObject { ["api-approved.kubernetes.io"] = annotation };

        await cluster.DefineAsync(crd.ToJsonString());

        var made = await cluster.GetAsync(Definitions, "gadgets.example.k8s.io");
        var condition = made["status"]!["conditions"]!.AsArray().Single(c => (string)c!["type"]! == "KubernetesAPIApprovalPolicyConformant")!;
        ((string)condition["status"]!, (string)condition["reason"]!).ShouldBe((status, reason));
    }

    [Fact]
    public async Task ManyDefinitions_AfterARestart_AreServedAtOnceAndStayTheSameWhenOneMoreComes()
    {
        const int Count = 200;
        await using var cluster = await TestCluster.StartAsync();
        for (var i = 0; i < Count; i++)
        {
            await cluster.CreateAsync(Definitions, Crd($"kind{i}s", $"Kind{i}", Version("v1", Color)).Replace("example.com", $"g{i / 20}.example.com"));
        }

        for (var i = 0; i < Count; i++)
        {
            await cluster.WaitAsync(new GroupVersionResource($"g{i / 20}.example.com", "v1", $"kind{i}s"), served => served is not null);
        }

        await cluster.RestartAsync();

        var before = cluster.Catalog.Current.Groups.SelectMany(g => g).Where(v => v.GroupVersion.Group.EndsWith(".example.com", StringComparison.Ordinal)).ToList();
        before.Sum(v => v.Resources.Count).ShouldBe(Count);
        await cluster.CreateAsync(Definitions, Crd("laters", "Later", Version("v1", Color)).Replace("example.com", "g0.example.com"));
        await cluster.WaitAsync(new GroupVersionResource("g0.example.com", "v1", "laters"), served => served is not null);
        var after = cluster.Catalog.Current.Groups.SelectMany(g => g).ToHashSet(ReferenceEqualityComparer.Instance);
        before.Count(after.Contains).ShouldBe(before.Count - 1);
    }

    private static string Scale(string path) =>
        $$$""","subresources":{"scale":{"specReplicasPath":"{{{path}}}","statusReplicasPath":".status.replicas"} }""";

    private static void Move(JsonObject crd)
    {
        crd["spec"]!["versions"]![0]!["storage"] = false;
        crd["spec"]!["versions"]![1]!["storage"] = true;
    }

    private static string Stored(JsonObject crd) => crd["status"]!["storedVersions"]!.ToJsonString();

    private static JsonObject Body(string json) => (JsonObject)JsonNode.Parse(json)!;

    private static async Task UpdateStatusAsync(TestCluster cluster, Action<JsonObject> edit)
    {
        var resource = cluster.Catalog.Current.Find(new GroupVersionResource("apiextensions.k8s.io", "v1", "customresourcedefinitions"))!;
        var now = await cluster.GetAsync(Definitions, Name);
        edit(now);
        var context = Context(resource, Name) with { Subresource = "status" };
        await resource.Subresources["status"].Verbs.Update!.UpdateAsync(context, new ReplaceChange(now), Token);
    }
}
