using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Apply;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.ApiMachinery.Tests.Apply;

/// <summary>Managers of several versions of a kind: what is <c>spec.size</c> in v1 is <c>spec.count</c> in v2.</summary>
public sealed class VersionTests
{
    private static readonly KindSchema V1 = Kind("v1", "size");
    private static readonly KindSchema V2 = Kind("v2", "count");
    private static readonly KindVersions Both = new([V1, V2], (obj, target, _) => ValueTask.FromResult(Convert(obj, target)));

    [Fact]
    public async Task Apply_InAnotherVersion_ConflictsWithTheFieldOfThatVersion()
    {
        var live = await ApplyAsync(V1, [], "a", """{"spec":{"size":1}}""");
        var e = await Should.ThrowAsync<Outrigger.ApiMachinery.Errors.StatusException>(
            () => ApplyAsync(V2, Convert(live, V2), "b", """{"spec":{"count":2}}"""));
        e.Status.Message.ShouldBe("Apply failed with 1 conflict: conflict with \"a\": .spec.size");
    }

    [Fact]
    public async Task Apply_InAnotherVersionWithoutAField_RemovesWhatItAppliedBefore()
    {
        var live = await ApplyAsync(V1, [], "a", """{"spec":{"size":1,"name":"n"}}""");
        live = await ApplyAsync(V2, Convert(live, V2), "a", """{"spec":{"name":"n"}}""");
        live["spec"]!.ToJsonString().ShouldBe("""{"name":"n"}""");
        Entries(live).ShouldBe(["a Apply x.io/v2 .spec.name"]);
    }

    [Fact]
    public async Task Apply_InAnotherVersion_KeepsWhatOthersOwnInTheirs()
    {
        var live = await ApplyAsync(V1, [], "a", """{"spec":{"size":1,"name":"n"}}""");
        live = await ApplyAsync(V2, Convert(live, V2), "b", """{"spec":{"count":1}}""");
        live = await ApplyAsync(V1, Convert(live, V1), "a", """{"spec":{}}""");
        live["spec"]!.ToJsonString().ShouldBe("""{"size":1}""");
        Entries(live).ShouldBe(["b Apply x.io/v2 .spec.count", "a Apply x.io/v1 .spec"]);
    }

    [Fact]
    public async Task Update_InAnotherVersion_TakesTheFieldFromItsOwner()
    {
        var live = Convert(await ApplyAsync(V1, [], "a", """{"spec":{"size":1,"name":"n"}}"""), V2);
        var obj = (JsonObject)live.DeepClone();
        obj["spec"]!["count"] = 5;
        await new FieldManager(Both, V2, FieldSet.Empty).UpdateAsync(obj, live, WriteHints.None, Writer("u"), TestContext.Current.CancellationToken);
        Entries(obj).ShouldBe(["a Apply x.io/v1 .spec.name", "u Update x.io/v2 .spec.count"]);
    }

    [Fact]
    public async Task Update_ManagersOfVersionsThatAreGone_AreDropped()
    {
        var live = await ApplyAsync(V1, [], "a", """{"spec":{"size":1}}""");
        var manager = new FieldManager(new KindVersions([V2], (obj, target, _) => ValueTask.FromResult(Convert(obj, target))), V2, FieldSet.Empty);
        var obj = Convert(live, V2);
        await manager.UpdateAsync(obj, Convert(live, V2), WriteHints.None, Writer("u"), TestContext.Current.CancellationToken);
        Entries(obj).ShouldBeEmpty();
    }

    [Fact]
    public async Task Update_OfWhatBecameAtomic_OwnsTheWhole()
    {
        var live = await ApplyAsync(V1, [], "a", """{"spec":{"labels":{"x":"1","y":"1"}}}""");
        var atomic = Kind("v1", "size", atomic: true);
        var obj = (JsonObject)live.DeepClone();
        await new FieldManager(KindVersions.Single(atomic), atomic, FieldSet.Empty)
            .UpdateAsync(obj, live, WriteHints.None, Writer("u"), TestContext.Current.CancellationToken);
        Entries(obj).ShouldBe(["a Apply x.io/v1 .spec.labels"]);
    }

    private static async Task<JsonObject> ApplyAsync(KindSchema kind, JsonObject live, string by, string config)
    {
        var applied = ApplyTester.Parse(config);
        applied["apiVersion"] = kind.ApiVersion;
        applied["kind"] = "Box";
        var manager = new FieldManager(Both, kind, FieldSet.Empty);
        return Read(await manager.ApplyAsync(live, applied, false, Writer(by), TestContext.Current.CancellationToken));
    }

    private static JsonObject Convert(JsonObject obj, KindSchema target)
    {
        var copy = Read(obj);
        copy["apiVersion"] = target.ApiVersion;
        if (copy["spec"] is JsonObject spec)
        {
            var (from, to) = ReferenceEquals(target, V1) ? ("count", "size") : ("size", "count");
            if (JsonNodes.Detach(spec, from) is { } value)
            {
                spec[to] = value;
            }
        }

        return copy;
    }

    private static JsonObject Read(JsonObject obj) => ObjectReader.Read(ObjectWriter.ToUtf8(obj));

    private static FieldWriter Writer(string by) => new(by, "", new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private static IEnumerable<string> Entries(JsonObject obj) => (MetadataView.Of(Read(obj)).ManagedFields ?? []).Select(e =>
        $"{e!["manager"]} {e["operation"]} {e["apiVersion"]} {string.Join(' ', FieldSetJson.Read(e["fieldsV1"]).ToPaths())}");

    private static KindSchema Kind(string version, string number, bool atomic = false) => KindSchema.Custom(
        new KindDefinition
        {
            Kind = new("x.io", version, "Box"),
            ListKind = "BoxList",
            Plural = "boxes",
            Singular = "box",
            Namespaced = true,
            Schema = Object(new SchemaField
            {
                Name = "spec",
                Schema = Object(
                    new SchemaField { Name = number, Schema = new() { Type = SchemaType.Integer } },
                    new SchemaField { Name = "name", Schema = new() { Type = SchemaType.String } },
                    new SchemaField
                    {
                        Name = "labels",
                        Schema = new() { Type = SchemaType.Map, Element = new() { Type = SchemaType.String }, AtomicMap = atomic },
                    }),
            }),
        },
        ApplyTester.ObjectMeta);

    private static Schema Object(params SchemaField[] fields) => new() { Type = SchemaType.Object, Fields = fields };
}
