using Outrigger.TestKit;
using System.Text;
using Outrigger.ApiMachinery.Json;
using Outrigger.Registry.Operations;
using Shouldly;

namespace Outrigger.Registry.Tests;

public sealed class CreateTests
{
    [Fact]
    public async Task CreateAsync_ConfigMap_GetsSystemMetadataAndARevision()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);

        var made = await registry.CreateAsync("""{"metadata":{"name":"one","labels":{"app":"a"}},"data":{"k":"v"}}""");

        var tree = made.ToTree("v1", "ConfigMap");
        made.ResourceVersion.ShouldBeGreaterThan(0);
        made.Uid.Length.ShouldBe(36);
        JsonNodes.GetString(tree, "metadata", "creationTimestamp").ShouldBe("2026-01-01T00:00:00Z");
        JsonNodes.GetString(tree, "metadata", "namespace").ShouldBe("default");
        JsonNodes.Get(tree, "metadata", "generation").ShouldBeNull();
        JsonNodes.GetString(tree, "data", "k").ShouldBe("v");
        (await registry.GetAsync("one")).ResourceVersion.ShouldBe(made.ResourceVersion);
    }

    [Fact]
    public async Task CreateAsync_WithEverythingSystemOwned_DropsIt()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.Widgets);

        var made = await registry.CreateAsync("""
            {"apiVersion":"custom.example.com/v1","kind":"Widget","metadata":{"name":"one","uid":"11111111-2222-3333-4444-555555555555",
             "creationTimestamp":"2001-01-01T00:00:00Z","deletionTimestamp":"2001-01-01T00:00:00Z","deletionGracePeriodSeconds":7,
             "generation":9,"selfLink":"/x"},"spec":{"image":"a"},"status":{"phase":"Running"}}
            """);

        var tree = made.ToTree();
        made.Uid.ShouldNotBe("11111111-2222-3333-4444-555555555555");
        made.Generation.ShouldBe(1);
        made.IsDeleting.ShouldBeFalse();
        JsonNodes.Get(tree, "metadata", "selfLink").ShouldBeNull();
        JsonNodes.Get(tree, "status").ShouldBeNull();
        ObjectWriter.ToText(JsonNodes.Get(tree, "spec")).ShouldBe("""{"image":"a","color":"blue","replicas":1}""");
    }

    [Fact]
    public async Task CreateAsync_BuiltInWithStatusSubresource_StartsWithAnEmptyStatus()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.Machines);

        var made = await registry.CreateAsync("""{"metadata":{"name":"m"},"spec":{"replicas":2},"status":{"phase":"Up"}}""");

        ObjectWriter.ToText(JsonNodes.Get(made.ToTree(), "status")).ShouldBe("{}");
        made.Generation.ShouldBe(1);
    }

    [Fact]
    public async Task CreateAsync_NameTaken_Conflicts()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);
        await registry.CreateAsync("""{"metadata":{"name":"one"}}""");

        var status = await TestRegistry.RefusalAsync(() => registry.CreateAsync("""{"metadata":{"name":"one"}}"""));

        status.Code.ShouldBe(409);
        status.Reason.ShouldBe("AlreadyExists");
        status.Message.ShouldBe("configmaps \"one\" already exists");
    }

    [Fact]
    public async Task CreateAsync_NameOfADeletedObject_SaysSo()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);
        await registry.CreateAsync("""{"metadata":{"name":"one","finalizers":["example.com/f"]}}""");
        await registry.DeleteAsync("one");

        var status = await TestRegistry.RefusalAsync(() => registry.CreateAsync("""{"metadata":{"name":"one"}}"""));

        status.Message.ShouldBe("object is being deleted: configmaps \"one\" already exists");
    }

    [Fact]
    public async Task CreateAsync_GenerateName_AppendsFiveSafeCharacters()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);

        var made = await registry.CreateAsync("""{"metadata":{"generateName":"cm-"}}""");

        made.Name.ShouldMatch("^cm-[bcdfghjklmnpqrstvwxz2456789]{5}$");
        JsonNodes.GetString(made.ToTree(), "metadata", "generateName").ShouldBe("cm-");
    }

    [Fact]
    public async Task CreateAsync_LongGenerateName_IsCutTo63()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);

        var made = await registry.CreateAsync($$$"""{"metadata":{"generateName":"{{{new string('g', 70)}}}"}}""");

        made.Name.Length.ShouldBe(63);
    }

    [Theory]
    [InlineData("""{"data":{"a":"b"}}""", 422, "ConfigMap \"\" is invalid: metadata.name: Required value: name or generateName is required")]
    [InlineData("""{"metadata":{"name":"x","namespace":"other"}}""", 400, "the namespace of the provided object does not match the namespace sent on the request")]
    [InlineData("""{"metadata":{"name":"x","resourceVersion":"5"}}""", 500, "resourceVersion should not be set on objects to be created")]
    [InlineData("""{"apiVersion":"v2","kind":"ConfigMap","metadata":{"name":"x"}}""", 400, "the API version in the data (v2) does not match the expected API version (v1)")]
    public async Task CreateAsync_BadMetadata_IsRefused(string json, int code, string message)
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);

        var status = await TestRegistry.RefusalAsync(() => registry.CreateAsync(json));

        status.Code.ShouldBe(code);
        status.Message.ShouldBe(message);
    }

    [Theory]
    [InlineData("""{"metadata":{"name":"x"},"data":{"a":5}}""")]
    [InlineData("""{"kind":"Secret","apiVersion":"v1","metadata":{"name":"x"}}""")]
    [InlineData("""{"metadata":{"name":"x","creationTimestamp":"yesterday"}}""")]
    public async Task CreateAsync_NotOfTheKind_IsABadRequest(string json)
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);

        var status = await TestRegistry.RefusalAsync(() => registry.CreateAsync(json));

        status.Code.ShouldBe(400);
        status.Reason.ShouldBe("BadRequest");
    }

    [Fact]
    public async Task CreateAsync_CustomOfAnotherKind_NamesTheKindThatWasSent()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.Widgets);

        var status = await TestRegistry.RefusalAsync(() => registry.CreateAsync(
            """{"apiVersion":"custom.example.com/v1","kind":"Gadget","metadata":{"name":"x"},"spec":{"image":"a"}}"""));

        status.Code.ShouldBe(422);
        status.Message.ShouldBe("Gadget.custom.example.com \"x\" is invalid: kind: Invalid value: \"Gadget\": must be Widget");
    }

    [Fact]
    public async Task CreateAsync_UnknownFields_WarnsInOrder()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);
        var context = registry.Context();

        var made = await registry.CreateAsync("""{"metadata":{"name":"x","nope":1},"dota":{"a":"b"}}""", context);

        context.Warnings.Texts.ShouldBe(["unknown field \"metadata.nope\"", "unknown field \"dota\""]);
        JsonNodes.Get(made.ToTree(), "dota").ShouldBeNull();
    }

    [Fact]
    public async Task CreateAsync_StrictWithDuplicatesAndUnknownFields_TellsAll()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.Widgets);
        var report = new ReadReport();
        var body = ObjectReader.Read(
            Encoding.UTF8.GetBytes("""
                {"apiVersion":"custom.example.com/v1","kind":"Widget","metadata":{"name":"x","nope":1},
                 "spec":{"image":"a","image":"b","shape":1},"extra":1}
                """),
            report);
        var context = registry.Context() with { FieldValidation = FieldValidation.Strict, Read = report };

        var status = await TestRegistry.RefusalAsync(() => registry.Store.CreateAsync(context, body, TestRegistry.Token).AsTask());

        status.Code.ShouldBe(400);
        status.Message.ShouldBe(
            "Widget in version \"v1\" cannot be handled as a Widget: strict decoding error: duplicate field \"spec.image\", " +
            "unknown field \"extra\", unknown field \"metadata.nope\", unknown field \"spec.shape\"");
    }

    [Fact]
    public async Task CreateAsync_Ignore_SaysNothing()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);
        var context = registry.Context() with { FieldValidation = FieldValidation.Ignore };

        await registry.CreateAsync("""{"metadata":{"name":"x"},"dota":{"a":"b"}}""", context);

        context.Warnings.Texts.ShouldBeEmpty();
    }

    [Fact]
    public async Task CreateAsync_CustomBeyondItsSchema_TellsEveryField()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.Widgets);

        var status = await TestRegistry.RefusalAsync(() => registry.CreateAsync(
            """{"apiVersion":"custom.example.com/v1","kind":"Widget","metadata":{"name":"x"},"spec":{"image":"a","replicas":-1}}"""));

        status.Message.ShouldBe(
            "Widget.custom.example.com \"x\" is invalid: [spec.replicas: Invalid value: -1: spec.replicas in body should be greater " +
            "than or equal to 0, .spec.replicas: Invalid value: -1: should be a non-negative integer]");
    }

    [Fact]
    public async Task CreateAsync_FinalizerWithoutDomain_IsRefusedForBuiltInAndWarnedOfForCustom()
    {
        await using var builtIn = await TestRegistry.StartAsync(TestKinds.ConfigMaps);
        await using var custom = await TestRegistry.StartAsync(TestKinds.Widgets);
        var context = custom.Context();

        var status = await TestRegistry.RefusalAsync(() => builtIn.CreateAsync("""{"metadata":{"name":"x","finalizers":["plain"]}}"""));
        await custom.CreateAsync(
            """{"apiVersion":"custom.example.com/v1","kind":"Widget","metadata":{"name":"x","finalizers":["plain"]},"spec":{"image":"a"}}""",
            context);

        status.Details!.Causes![0].Field.ShouldBe("metadata.finalizers[0]");
        context.Warnings.Texts.ShouldBe(
            ["metadata.finalizers: \"plain\": prefer a domain-qualified finalizer name to avoid accidental conflicts with other finalizer writers"]);
    }

    [Fact]
    public async Task CreateAsync_DryRun_StoresNothing()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);
        var dry = registry.Context() with { DryRun = true };

        var made = await registry.CreateAsync("""{"metadata":{"name":"x"}}""", dry);

        made.ResourceVersion.ShouldBe(0);
        JsonNodes.Get(made.ToTree(), "metadata", "resourceVersion").ShouldBeNull();
        (await TestRegistry.RefusalAsync(() => registry.GetAsync("x"))).Code.ShouldBe(404);
        await registry.CreateAsync("""{"metadata":{"name":"x"}}""");
        (await TestRegistry.RefusalAsync(() => registry.CreateAsync("""{"metadata":{"name":"x"}}""", dry))).Code.ShouldBe(409);
    }
}
