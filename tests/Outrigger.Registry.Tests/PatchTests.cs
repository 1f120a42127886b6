using Outrigger.TestKit;
using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.Registry.Changes;
using Outrigger.Registry.Operations;
using Shouldly;

namespace Outrigger.Registry.Tests;

public sealed class PatchTests
{
    [Fact]
    public async Task UpdateAsync_JsonPatchIntoAFieldSet_ReachesIt()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);
        await registry.CreateAsync("""{"metadata":{"name":"one"},"data":{"a":"1","b":"2"}}""");
        var patch = PatchChange.Json("""
            [{"op":"test","path":"/metadata/managedFields/0/fieldsV1/f:data/f:a","value":{}},
             {"op":"remove","path":"/metadata/managedFields/0/fieldsV1/f:data/f:a"}]
            """u8);
        var written = await registry.UpdateAsync(registry.Context("one"), patch);
        JsonNodes.Get(written.ToTree()["metadata"]!["managedFields"]![0] as JsonObject, "fieldsV1", "f:data")!.ToJsonString()
            .ShouldBe("""{".":{},"f:b":{}}""");
    }

    [Fact]
    public async Task UpdateAsync_MergePatch_SetsAndUnsets()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);
        await registry.CreateAsync("""{"metadata":{"name":"one","labels":{"a":"b"}},"data":{"a":"1","b":"2"}}""");

        var written = await registry.MergeAsync("one", """{"data":{"a":null,"b":"3","c":"4"},"metadata":{"labels":null}}""");

        var tree = written.ToTree();
        ObjectWriter.ToText(tree["data"]).ShouldBe("""{"b":"3","c":"4"}""");
        JsonNodes.Get(tree, "metadata", "labels").ShouldBeNull();
    }

    [Fact]
    public async Task UpdateAsync_RevisionInThePatch_IsAPrecondition()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);
        var made = await registry.CreateAsync("""{"metadata":{"name":"one"}}""");
        var patch = $$$"""{"metadata":{"resourceVersion":"{{{made.ResourceVersion}}}"},"data":{"n":"1"}}""";

        await registry.MergeAsync("one", patch);
        var status = await TestRegistry.RefusalAsync(() => registry.MergeAsync("one", patch));

        status.Code.ShouldBe(409);
    }

    [Fact]
    public async Task UpdateAsync_JsonPatch_AppliesInOrder()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);
        await registry.CreateAsync("""{"metadata":{"name":"one"},"data":{"a":"1"}}""");

        var written = await registry.UpdateAsync(
            registry.Context("one"),
            PatchChange.Json("""[{"op":"test","path":"/data/a","value":"1"},{"op":"move","from":"/data/a","path":"/data/b"}]"""u8));

        ObjectWriter.ToText(written.ToTree()["data"]).ShouldBe("""{"b":"1"}""");
    }

    [Fact]
    public async Task UpdateAsync_StrategicPatch_MergesListsByKey()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.Machines);
        await registry.CreateAsync("""{"metadata":{"name":"m"},"spec":{"parts":[{"name":"a","size":1},{"name":"b","size":2}]}}""");
        var schema = TestKinds.Machines.StorageKind.Schema;

        var written = await registry.UpdateAsync(
            registry.Context("m"), PatchChange.Strategic("""{"spec":{"parts":[{"name":"b","size":3}]}}"""u8, schema));

        ObjectWriter.ToText(JsonNodes.Get(written.ToTree(), "spec", "parts"))
            .ShouldBe("""[{"name":"a","size":1},{"name":"b","size":3}]""");
    }

    [Fact]
    public async Task UpdateAsync_PatchToAWrongType_Is422OnThePatch()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);
        await registry.CreateAsync("""{"metadata":{"name":"one"},"data":{"a":"1"}}""");

        var status = await TestRegistry.RefusalAsync(() => registry.MergeAsync("one", """{"data":{"a":5}}"""));

        status.Code.ShouldBe(422);
        status.Details!.Causes!.ShouldHaveSingleItem().Field.ShouldBe("patch");
    }

    [Fact]
    public async Task UpdateAsync_StrictPatchWithAnUnknownField_Is422OnThePatch()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);
        await registry.CreateAsync("""{"metadata":{"name":"one"}}""");
        var strict = registry.Context("one") with { FieldValidation = FieldValidation.Strict };

        var status = await TestRegistry.RefusalAsync(() => registry.MergeAsync("one", """{"zzz":1}""", strict));

        status.Code.ShouldBe(422);
        status.Details!.Causes!.ShouldHaveSingleItem().Field.ShouldBe("patch");
    }

    [Fact]
    public async Task UpdateAsync_PatchWithAnUnknownField_WarnsAndDropsIt()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);
        var made = await registry.CreateAsync("""{"metadata":{"name":"one"}}""");
        var context = registry.Context("one");

        var written = await registry.MergeAsync("one", """{"zzz":1,"zzz":2}""", context);

        context.Warnings.Texts.ShouldBe(["duplicate field \"zzz\"", "unknown field \"zzz\""]);
        written.ResourceVersion.ShouldBe(made.ResourceVersion);
    }

    [Theory]
    [InlineData("""{"metadata":{"name":"two"}}""", 400)]
    [InlineData("""{"metadata":{"namespace":"x"}}""", 400)]
    [InlineData("""{"metadata":{"uid":"11111111-2222-3333-4444-555555555555"}}""", 422)]
    [InlineData("""{"kind":"Secret"}""", 422)]
    public async Task UpdateAsync_PatchOfTheIdentity_IsRefused(string patch, int code)
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);
        await registry.CreateAsync("""{"metadata":{"name":"one"}}""");

        (await TestRegistry.RefusalAsync(() => registry.MergeAsync("one", patch))).Code.ShouldBe(code);
    }

    [Fact]
    public async Task UpdateAsync_PatchOfAMissingObject_IsNotFoundEvenWhereAReplacementCreates()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.Machines);

        (await TestRegistry.RefusalAsync(() => registry.MergeAsync("none", "{}"))).Code.ShouldBe(404);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"data\":")]
    public void Merge_NotAnObject_IsABadRequest(string text)
    {
        var status = Should.Throw<Outrigger.ApiMachinery.Errors.StatusException>(() => PatchChange.Merge(Encoding.UTF8.GetBytes(text))).Status;

        status.Code.ShouldBe(400);
    }
}
