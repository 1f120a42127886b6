using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ControlPlane.Tests.Fakes;
using Outrigger.Registry.Operations;
using static Outrigger.ControlPlane.Tests.CustomResources.CustomCluster;

namespace Outrigger.ControlPlane.Tests.CustomResources;

public sealed class ServedDefinitionsTests
{
    private const string Name = "gadgets.example.com";
    private const string Color = """{"color":{"type":"string"}}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Create_ValidDefinition_IsNamedEstablishedAndServed()
    {
        await using var cluster = await TestCluster.StartAsync();

        await cluster.DefineAsync(Gadgets(Version("v1", Color)));

        var crd = await cluster.GetAsync(Definitions, Name);
        crd["spec"]!["names"]!["singular"]!.GetValue<string>().ShouldBe("gadget");
        crd["status"]!["acceptedNames"]!["listKind"]!.GetValue<string>().ShouldBe("GadgetList");
        crd["status"]!["storedVersions"]!.ToJsonString().ShouldBe("""["v1"]""");
        crd["status"]!["conditions"]!.AsArray().Select(c => $"{c!["type"]}={c["status"]}").ShouldBe(["NamesAccepted=True", "Established=True"]);
        await cluster.CreateAsync(Name, """{"metadata":{"name":"a"},"spec":{"color":"red","size":1}}""");
        (await cluster.GetAsync(Name, "a"))["spec"]!.ToJsonString().ShouldBe("""{"color":"red"}""");
    }

    [Fact]
    public async Task Columns_FromOneThatCannotBeReadOn_AreNotShown()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.DefineAsync(Gadgets(Version("v1", Color, more: """
            ,"additionalPrinterColumns":[
              {"name":"Last","type":"string","jsonPath":".status.conditions[-1:].type"},
              {"name":"Bad","type":"string","jsonPath":".status[x]"},
              {"name":"Color","type":"string","jsonPath":".spec.color"}]
            """)));

        cluster.Find("v1", "gadgets").Kind.Columns.Select(c => c.Name).ShouldBe(["Name", "Last"]);
    }

    [Fact]
    public async Task Redefine_DefaultAdded_ShowsInOldObjectsAndIsWrittenWithTheNextChange()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.DefineAsync(Gadgets(Version("v1", Color)));
        await cluster.CreateAsync(Name, """{"metadata":{"name":"a"},"spec":{}}""");

        await cluster.RedefineAsync(Name, crd => Property(crd, "color")["default"] = "blue");

        (await cluster.GetAsync(Name, "a"))["spec"]!["color"]!.GetValue<string>().ShouldBe("blue");
    }

    [Fact]
    public async Task Redefine_FieldRemoved_IsNotShownAnyMore()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.DefineAsync(Gadgets(Version("v1", Color)));
        await cluster.CreateAsync(Name, """{"metadata":{"name":"a"},"spec":{"color":"red"}}""");

        await cluster.RedefineAsync(Name, crd => Spec(crd)["properties"]!.AsObject().Remove("color"));

        (await cluster.GetAsync(Name, "a"))["spec"]!.AsObject().ShouldBeEmpty();
    }

    [Fact]
    public async Task Redefine_OpenWatch_EndsCleanly()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.DefineAsync(Gadgets(Version("v1", Color)));
        var served = cluster.Find("v1", "gadgets");
        await using var watch = await served.Verbs.Watch.ShouldNotBeNull().WatchAsync(Context(served, ""), new WatchQuery(), Token);

        await cluster.RedefineAsync(Name, crd => Property(crd, "color")["default"] = "blue");

        while (await watch.WaitAsync(Token).AsTask().WaitAsync(TimeSpan.FromSeconds(10), Token))
        {
            watch.TryRead(out _);
        }
    }

    [Fact]
    public async Task StorageVersionMoved_ObjectsOfBothVersions_ReadAlikeAndCanBeRewritten()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.DefineAsync(Gadgets(Version("v1", Color), Version("v2", Color, storage: false)));
        await cluster.CreateAsync(Name, """{"metadata":{"name":"old"},"spec":{"color":"red"}}""");

        await cluster.RedefineAsync(Name, crd =>
        {
            crd["spec"]!["versions"]![0]!["storage"] = false;
            crd["spec"]!["versions"]![1]!["storage"] = true;
        });
        await cluster.CreateAsync(Name, """{"metadata":{"name":"new"},"spec":{"color":"green"}}""");

        var crd = await cluster.GetAsync(Definitions, Name);
        crd["status"]!["storedVersions"]!.ToJsonString().ShouldBe("""["v1","v2"]""");
        foreach (var version in new[] { "v1", "v2" })
        {
            (await cluster.ReadAsync(version, "gadgets", "old"))["spec"]!["color"]!.GetValue<string>().ShouldBe("red");
            (await cluster.ReadAsync(version, "gadgets", "new"))["spec"]!["color"]!.GetValue<string>().ShouldBe("green");
        }

        var before = await cluster.GetAsync(Name, "old");
        await cluster.UpdateAsync(Name, "old", _ => { });
        var after = await cluster.GetAsync(Name, "old");
        after["metadata"]!["resourceVersion"]!.ToString().ShouldNotBe(before["metadata"]!["resourceVersion"]!.ToString());
        after["metadata"]!["generation"]!.ToString().ShouldBe("1");
    }

    [Fact]
    public async Task Delete_WithObjects_RemovesThemThenTheDefinition()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.DefineAsync(Gadgets(Version("v1", Color)));
        await cluster.CreateAsync(Name, """{"metadata":{"name":"a"},"spec":{}}""");
        var resource = cluster.Find("v1", "gadgets").Kind.Resource;

        await cluster.DeleteAsync(Definitions, Name);

        await cluster.WaitAsync(resource, served => served is null);
        (await cluster.FindAsync(Definitions, Name)).ShouldBeNull();
        await cluster.DefineAsync(Gadgets(Version("v1", Color)));
        (await cluster.NamesAsync("v1", "gadgets", "")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Delete_ObjectWithFinalizer_RefusesNewObjectsMeanwhile()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.DefineAsync(Gadgets(Version("v1", Color)));
        await cluster.CreateAsync(Name, """{"metadata":{"name":"held","finalizers":["example.com/hold"]},"spec":{}}""");
        var before = cluster.Find("v1", "gadgets");

        await cluster.DeleteAsync(Definitions, Name);
        var terminating = await cluster.WaitAsync(before.Kind.Resource, served => served != before);

        terminating.ShouldNotBeNull();
        var refusal = await Should.ThrowAsync<StatusException>(() => cluster.CreateAsync(Name, """{"metadata":{"name":"b"},"spec":{}}"""));
        refusal.Status.Code.ShouldBe(405);
        refusal.Status.Message.ShouldBe("create not allowed while custom resource definition is terminating");
        await cluster.UpdateAsync(Name, "held", obj => obj["metadata"]!.AsObject().Remove("finalizers"));
        await cluster.WaitAsync(before.Kind.Resource, served => served is null);
    }

    [Fact]
    public async Task SecondDefinition_ShortNameTaken_WaitsUntilItIsFree()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.DefineAsync(WithShortName(Crd("gadgets", "Gadget", Version("v1", Color))));
        await cluster.CreateAsync(Definitions, WithShortName(Crd("gizmos", "Gizmo", Version("v1", Color))));

        await cluster.UpdateAsync(Definitions, Name, crd => crd["spec"]!["names"]!.AsObject().Remove("shortNames"));

        var gizmos = new Outrigger.ApiMachinery.Naming.GroupVersionResource("example.com", "v1", "gizmos");
        var served = await cluster.WaitAsync(gizmos, s => s is not null);
        served!.Kind.ShortNames.ShouldBe(["g"]);
    }

    [Fact]
    public async Task FieldSelector_SelectableField_Selects()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.DefineAsync(Gadgets(Version(
            "v1", """{"color":{"type":"string"},"size":{"type":"integer"}}""", more: ""","selectableFields":[{"jsonPath":".spec.color"},{"jsonPath":".spec.size"}]""")));
        await cluster.CreateAsync(Name, """{"metadata":{"name":"a"},"spec":{"color":"red","size":1}}""");
        await cluster.CreateAsync(Name, """{"metadata":{"name":"b"},"spec":{"color":"blue","size":2}}""");

        (await cluster.NamesAsync("v1", "gadgets", "spec.color=red")).ShouldBe(["a"]);
        (await cluster.NamesAsync("v1", "gadgets", "spec.size=2")).ShouldBe(["b"]);
        var refusal = await Should.ThrowAsync<StatusException>(() => cluster.NamesAsync("v1", "gadgets", "spec.other=1"));
        refusal.Status.Message.ShouldBe("field label not supported: spec.other");
        var nowhere = await Should.ThrowAsync<StatusException>(() => cluster.NamesAsync("v1", "gadgets", "metadata.namespace=a"));
        nowhere.Status.Message.ShouldBe("field label not supported: metadata.namespace");
    }

    [Fact]
    public async Task Redefine_SelectableFieldAdded_SelectsOldObjects()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.DefineAsync(Gadgets(Version("v1", Color)));
        await cluster.CreateAsync(Name, """{"metadata":{"name":"a"},"spec":{"color":"red"}}""");

        await cluster.RedefineAsync(
            Name, crd => crd["spec"]!["versions"]![0]!["selectableFields"] = new JsonArray(new JsonObject { ["jsonPath"] = ".spec.color" }));

        (await cluster.NamesAsync("v1", "gadgets", "spec.color=red")).ShouldBe(["a"]);
        (await cluster.NamesAsync("v1", "gadgets", "spec.color=blue")).ShouldBeEmpty();
    }

    private static string WithShortName(string crd)
    {
        var tree = JsonNode.Parse(crd)!;
        tree["spec"]!["names"]!["shortNames"] = new JsonArray("g");
        return tree.ToJsonString();
    }

    private static JsonNode Spec(JsonObject crd) => crd["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!["properties"]!["spec"]!;

    private static JsonObject Property(JsonObject crd, string name) => Spec(crd)["properties"]![name]!.AsObject();
}
