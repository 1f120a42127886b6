using Outrigger.ApiMachinery.Json;
using Outrigger.Registry.Changes;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Resources;
using Outrigger.Registry.Subresources;
using Outrigger.TestKit;
using Shouldly;

namespace Outrigger.Registry.Tests;

public sealed class ScaleTests
{
    private const string Widget =
        """{"apiVersion":"custom.example.com/v1","kind":"Widget","metadata":{"name":"one","labels":{"l":"v"}},"spec":{"image":"a","replicas":2}}""";

    private const string ScaleHead = "\"apiVersion\":\"autoscaling/v1\",\"kind\":\"Scale\"";

    [Fact]
    public async Task GetAsync_Custom_ShowsTheNumbersAtThePaths()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.Widgets);
        var made = await registry.CreateAsync(Widget);

        var scale = await new ScaleStore(registry.Store).GetAsync(Context(registry), "", TestRegistry.Token);

        var tree = scale.ToTree("autoscaling/v1", "Scale");
        ObjectWriter.ToText(tree["spec"]).ShouldBe("""{"replicas":2}""");
        ObjectWriter.ToText(tree["status"]).ShouldBe("""{"replicas":0}""");
        JsonNodes.Get(tree, "metadata", "labels").ShouldBeNull();
        scale.Uid.ShouldBe(made.Uid);
        scale.ResourceVersion.ShouldBe(made.ResourceVersion);
    }

    [Fact]
    public async Task FindAsync_OfTheObjectAndOfItsScale_IsNullWhereThereIsNone()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.Widgets);
        IObjectGetter store = registry.Store, scale = new ScaleStore(registry.Store);

        (await store.FindAsync(registry.Context("one"), TestRegistry.Token)).ShouldBeNull();
        (await scale.FindAsync(registry.Context("one"), TestRegistry.Token)).ShouldBeNull();

        var made = await registry.CreateAsync(Widget);

        (await store.FindAsync(registry.Context("one"), TestRegistry.Token))!.ResourceVersion.ShouldBe(made.ResourceVersion);
        (await scale.FindAsync(registry.Context("one"), TestRegistry.Token))!.ResourceVersion.ShouldBe(made.ResourceVersion);
    }

    [Fact]
    public async Task UpdateAsync_WithoutRevision_SetsTheNumberAndRaisesTheGeneration()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.Widgets);
        await registry.CreateAsync(Widget);

        var outcome = await PutAsync(registry, $$$"""{{{{ScaleHead}}},"metadata":{"name":"one"},"spec":{"replicas":5},"status":{"replicas":77}}""");

        var stored = await registry.GetAsync("one");
        JsonNodes.GetLong(stored.ToTree(), "spec", "replicas").ShouldBe(5);
        stored.Generation.ShouldBe(2);
        ObjectWriter.ToText(outcome.Object.ToTree()["status"]).ShouldBe("""{"replicas":0}""");
        outcome.Object.ResourceVersion.ShouldBe(stored.ResourceVersion);
    }

    [Fact]
    public async Task UpdateAsync_StaleRevision_Conflicts()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.Widgets);
        var made = await registry.CreateAsync(Widget);
        var body = $$$"""{{{{ScaleHead}}},"metadata":{"name":"one","resourceVersion":"{{{made.ResourceVersion}}}"},"spec":{"replicas":5}}""";
        await PutAsync(registry, body);

        var status = await TestRegistry.RefusalAsync(() => PutAsync(registry, body.Replace("5}", "6}", StringComparison.Ordinal)));

        status.Code.ShouldBe(409);
        status.Details!.Kind.ShouldBe("widgets");
    }

    [Fact]
    public async Task UpdateAsync_Patch_GoesThroughTheScale()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.Widgets);
        await registry.CreateAsync(Widget);
        var patch = PatchChange.Json("""[{"op":"test","path":"/spec/replicas","value":2},{"op":"replace","path":"/spec/replicas","value":8}]"""u8);

        await new ScaleStore(registry.Store).UpdateAsync(Context(registry), patch, TestRegistry.Token);
        await new ScaleStore(registry.Store).UpdateAsync(
            Context(registry), PatchChange.Merge("""{"metadata":{"labels":{"no":"no"}},"spec":{"replicas":9}}"""u8), TestRegistry.Token);

        var tree = (await registry.GetAsync("one")).ToTree();
        JsonNodes.GetLong(tree, "spec", "replicas").ShouldBe(9);
        ObjectWriter.ToText(JsonNodes.Get(tree, "metadata", "labels")).ShouldBe("""{"l":"v"}""");
    }

    [Theory]
    [InlineData("""{"apiVersion":"custom.example.com/v1","kind":"Widget","metadata":{"name":"one"},"spec":{"replicas":5}}""", 400)]
    [InlineData("""{"metadata":{"name":"two"},"spec":{"replicas":5}}""", 400)]
    [InlineData("""{"metadata":{"name":"one"},"spec":{"replicas":101}}""", 422)]
    [InlineData("""{"metadata":{"name":"one"},"spec":{"replicas":-1}}""", 422)]
    public async Task UpdateAsync_BadScale_IsRefused(string body, int code)
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.Widgets);
        await registry.CreateAsync(Widget);

        (await TestRegistry.RefusalAsync(() => PutAsync(registry, body))).Code.ShouldBe(code);
    }

    [Fact]
    public async Task UpdateAsync_BuiltIn_RefusesANegativeNumberAsAScale()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.Machines);
        await registry.CreateAsync("""{"metadata":{"name":"one"},"spec":{"replicas":2}}""");

        var status = await TestRegistry.RefusalAsync(() => PutAsync(registry, """{"metadata":{"name":"one"},"spec":{"replicas":-2}}"""));

        status.Message.ShouldBe("Scale.autoscaling \"one\" is invalid: spec.replicas: Invalid value: -2: must be greater than or equal to 0");
    }

    [Fact]
    public async Task GetAsync_BuiltIn_PrintsItsSelector()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.Machines);
        await registry.CreateAsync("""
            {"metadata":{"name":"one"},"spec":{"replicas":2,"selector":{"matchLabels":{"a":"b"},
             "matchExpressions":[{"key":"c","operator":"In","values":["d","e"]}]}}}
            """);

        var scale = await new ScaleStore(registry.Store).GetAsync(Context(registry), "", TestRegistry.Token);

        JsonNodes.GetString(scale.ToTree(), "status", "selector").ShouldBe("a=b,c in (d,e)");
    }

    [Fact]
    public async Task Build_Subresources_AreThoseThatTheRegistryServes()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.Widgets);

        var served = registry.Registration.Versions.ShouldHaveSingleItem();

        served.Subresources.Keys.Order(StringComparer.Ordinal).ShouldBe(["scale", "status"]);
        served.Subresources["scale"].Kind.Kind.Kind.ShouldBe("Scale");
        served.Verbs.DeleteCollection.ShouldBeTrue();
        served.Verbs.Get.ShouldBeSameAs(registry.Store);
    }

    private static OperationContext Context(TestRegistry registry) => registry.Context("one") with { Subresource = "scale" };

    private static async Task<UpdateOutcome> PutAsync(TestRegistry registry, string body) =>
        await new ScaleStore(registry.Store).UpdateAsync(Context(registry), new ReplaceChange(TestRegistry.Parse(body)), TestRegistry.Token);
}
