using Outrigger.TestKit;
using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Apply;
using Outrigger.ApiMachinery.Json;
using Outrigger.Registry.Changes;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Subresources;
using Outrigger.Storage.Objects;
using Shouldly;

namespace Outrigger.Registry.Tests;

/// <summary>metadata.managedFields on every write, and server-side apply through the store.</summary>
public sealed class ManagerTests
{
    private const string Head = "\"apiVersion\":\"custom.example.com/v1\",\"kind\":\"Widget\",\"metadata\":{\"name\":\"one\"}";
    private const string Widget = "{" + Head + ",\"spec\":{\"image\":\"a\",\"replicas\":2}}";

    [Fact]
    public async Task CreateAsync_Custom_RecordsTheClientWithWhatItSetAndDefaults()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.Widgets);
        var made = await registry.CreateAsync(Widget, By(registry, "", "kubectl"));
        Owners(made).ShouldBe(["kubectl Update .spec .spec.color .spec.image .spec.replicas"]);
    }

    [Fact]
    public async Task CreateAsync_WithTimesOfTheServer_DoesNotOwnThem()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);
        var made = await registry.CreateAsync(
            """{"metadata":{"name":"one","deletionTimestamp":"2001-01-01T00:00:00Z","deletionGracePeriodSeconds":3,"selfLink":"/x"},"data":{"a":"1"}}""");
        Owners(made).ShouldBe(["unknown Update .data .data.a"]);
    }

    [Fact]
    public async Task UpdateAsync_NothingButTheTime_WritesNothing()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);
        await registry.CreateAsync("""{"metadata":{"name":"one"},"data":{"a":"1"}}""");
        var first = await ApplyAsync(registry, "one", "a", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"one"},"data":{"b":"1"}}""");
        registry.Time.Advance(TimeSpan.FromHours(1));
        var second = await ApplyAsync(registry, "one", "a", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"one"},"data":{"b":"1"}}""");
        second.Object.ResourceVersion.ShouldBe(first.Object.ResourceVersion);
        var put = await registry.PutAsync("one", """{"data":{"b":"1","a":"1"},"metadata":{"name":"one"}}""", By(registry, "one", "unknown"));
        put.ResourceVersion.ShouldBe(first.Object.ResourceVersion);
    }

    [Fact]
    public async Task UpdateAsync_Status_IsAnEntryOfItsOwnAndOwnsNoSpec()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.Widgets);
        await registry.CreateAsync(Widget, By(registry, "", "a"));
        var context = By(registry, "one", "a") with { Subresource = "status" };
        var written = await registry.MergeAsync("one", """{"metadata":{"labels":{"x":"y"}},"spec":{"image":"zz"},"status":{"phase":"Running"}}""", context);
        Owners(written).ShouldBe(["a Update .spec .spec.color .spec.image .spec.replicas", "a Update/status .status .status.phase"]);
    }

    [Fact]
    public async Task UpdateAsync_EmptyManagers_StopsTracking()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);
        await registry.CreateAsync("""{"metadata":{"name":"one"},"data":{"a":"1"}}""");
        var written = await registry.MergeAsync("one", """{"metadata":{"managedFields":[]}}""");
        Owners(written).ShouldBeEmpty();
        Owners(await registry.MergeAsync("one", """{"data":{"b":"1"}}""")).ShouldBeEmpty();
    }

    [Fact]
    public async Task UpdateAsync_ManagersThatAreNone_AreIgnored()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);
        await registry.CreateAsync("""{"metadata":{"name":"one"},"data":{"a":"1"}}""");
        var written = await registry.MergeAsync("one", """{"metadata":{"managedFields":[{"manager":"x","operation":"Steal"}]}}""");
        Owners(written).ShouldBe(["unknown Update .data .data.a"]);
    }

    [Fact]
    public async Task ApplyAsync_Missing_CreatesWhoeverMayCreate()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.Widgets);
        var asked = 0;
        var context = By(registry, "one", "a") with { AuthorizeCreate = _ => { asked++; return ValueTask.CompletedTask; } };
        var outcome = await registry.Store.UpdateAsync(context, Change(Widget), TestRegistry.Token);
        outcome.Created.ShouldBeTrue();
        asked.ShouldBe(1);
        Owners(outcome.Object).ShouldBe(["a Apply .spec.image .spec.replicas"]);
        JsonNodes.GetString(outcome.Object.ToTree(), "spec", "color").ShouldBe("blue");
    }

    [Fact]
    public async Task ApplyAsync_MissingWithAUid_Conflicts()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);
        var status = await TestRegistry.RefusalAsync(() =>
            ApplyAsync(registry, "one", "a", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"one","uid":"u"}}"""));
        status.Code.ShouldBe(409);
        status.Message.ShouldEndWith("uid mismatch: the provided object specified uid u, and no existing object was found");
    }

    [Fact]
    public async Task ApplyAsync_MissingWithAVersion_Creates()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);
        var outcome = await ApplyAsync(
            registry, "one", "a", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"one","resourceVersion":"7"}}""");
        outcome.Created.ShouldBeTrue();
    }

    [Fact]
    public async Task ApplyAsync_StaleVersion_Conflicts()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);
        await registry.CreateAsync("""{"metadata":{"name":"one"},"data":{"a":"1"}}""");
        var status = await TestRegistry.RefusalAsync(() => ApplyAsync(
            registry, "one", "a", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"one","resourceVersion":"1"},"data":{"b":"1"}}"""));
        status.Code.ShouldBe(409);
    }

    [Fact]
    public async Task ApplyAsync_DryRun_WritesNothing()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.Widgets);
        var context = By(registry, "one", "a") with { DryRun = true };
        var outcome = await registry.Store.UpdateAsync(context, Change(Widget), TestRegistry.Token);
        Owners(outcome.Object).Count.ShouldBe(1);
        (await TestRegistry.RefusalAsync(() => registry.GetAsync("one"))).Code.ShouldBe(404);
    }

    [Fact]
    public async Task ApplyAsync_MissingStatus_IsNotFound()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.Widgets);
        var context = By(registry, "one", "a") with { Subresource = "status" };
        (await TestRegistry.RefusalAsync(() => registry.UpdateAsync(context, Change(Widget)))).Code.ShouldBe(404);
    }

    [Fact]
    public async Task ApplyAsync_FromManyAtOnce_KeepsEverybodysFields()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);
        await Task.WhenAll(Enumerable.Range(0, 5).Select(i => ApplyAsync(
            registry, "one", $"m{i}", $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"one"},"data":{"k{{{i}}}":"v"}}""")));
        Owners(await registry.GetAsync("one")).ShouldBe(Enumerable.Range(0, 5).Select(i => $"m{i} Apply .data.k{i}"), ignoreOrder: true);
    }

    [Fact]
    public async Task ApplyAsync_DuplicateKeys_AreWarnedOfOrRefused()
    {
        const string Twice = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"one"},"data":{"a":"1","a":"2"}}""";
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);
        var context = By(registry, "one", "a");
        await registry.UpdateAsync(context, Change(Twice));
        context.Warnings.Texts.ShouldBe(["duplicate field \"data.a\""]);
        var strict = context with { FieldValidation = FieldValidation.Strict };
        (await TestRegistry.RefusalAsync(() => registry.UpdateAsync(strict, Change(Twice)))).Message
            .ShouldBe("error strict decoding YAML: duplicate field \"data.a\"");
    }

    [Fact]
    public async Task UpdateAsync_Scale_TakesTheNumberFromTheApplier()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.Widgets);
        await ApplyAsync(registry, "one", "a", Widget);
        var scale = new ScaleStore(registry.Store);
        var body = TestRegistry.Parse("""{"apiVersion":"autoscaling/v1","kind":"Scale","metadata":{"name":"one"},"spec":{"replicas":5}}""");
        await scale.UpdateAsync(Scaler(registry, "s"), new ReplaceChange(body), TestRegistry.Token);
        Owners(await registry.GetAsync("one")).ShouldBe(["a Apply .spec.image", "s Update/scale .spec.replicas"]);
    }

    [Fact]
    public async Task ApplyAsync_ScaleOfAnother_ConflictsAndByForceTakesTheNumber()
    {
        const string Scale = """{"apiVersion":"autoscaling/v1","kind":"Scale","metadata":{"name":"one"},"spec":{"replicas":5}}""";
        await using var registry = await TestRegistry.StartAsync(TestKinds.Widgets);
        await ApplyAsync(registry, "one", "a", Widget);
        var scale = new ScaleStore(registry.Store);
        var status = await TestRegistry.RefusalAsync(() => scale.UpdateAsync(Scaler(registry, "hpa"), Change(Scale), TestRegistry.Token).AsTask());
        status.Message.ShouldBe("Apply failed with 1 conflict: conflict with \"a\": .spec.replicas");
        await scale.UpdateAsync(Scaler(registry, "hpa"), Change(Scale, force: true), TestRegistry.Token);
        Owners(await registry.GetAsync("one")).ShouldBe(["a Apply .spec.image", "hpa Apply/scale .spec.replicas"], ignoreOrder: true);
    }

    [Fact]
    public async Task ApplyAsync_YamlBody_IsRead()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);
        var outcome = await ApplyAsync(registry, "one", "a", "# a comment\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\ndata:\n  a: '1'\n");
        Owners(outcome.Object).ShouldBe(["a Apply .data.a"]);
        (await TestRegistry.RefusalAsync(() => ApplyAsync(registry, "one", "a", "{\"apiVersion\":"))).Message.ShouldStartWith("error decoding YAML: ");
    }

    private static ApplyChange Change(string config, bool force = false) => ApplyChange.Parse(Encoding.UTF8.GetBytes(config), force);

    private static OperationContext By(TestRegistry registry, string name, string manager) =>
        registry.Context(name) with { FieldManager = manager, Now = registry.Time.GetUtcNow() };

    private static OperationContext Scaler(TestRegistry registry, string manager) => By(registry, "one", manager) with { Subresource = "scale" };

    private static Task<UpdateOutcome> ApplyAsync(TestRegistry registry, string name, string manager, string config) =>
        registry.Store.UpdateAsync(By(registry, name, manager), Change(config), TestRegistry.Token).AsTask();

    private static List<string> Owners(StoredObject stored) =>
        [.. (JsonNodes.GetArray(stored.ToTree(), "metadata", "managedFields") ?? []).OfType<JsonObject>().Select(Show)];

    private static string Show(JsonObject entry)
    {
        var sub = JsonNodes.GetString(entry, "subresource") is { } name ? $"/{name}" : "";
        return $"{entry["manager"]} {entry["operation"]}{sub} {string.Join(' ', FieldSetJson.Read(entry["fieldsV1"]).ToPaths())}";
    }
}
