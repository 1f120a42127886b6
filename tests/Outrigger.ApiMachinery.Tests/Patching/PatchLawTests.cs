using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Patching;
using Outrigger.ApiMachinery.Tests.Schemas;

namespace Outrigger.ApiMachinery.Tests.Patching;

/// <summary>What holds for every patch. A failure prints the seed that makes it again.</summary>
public sealed class PatchLawTests
{
    private static readonly Config Quick = Config.QuickThrowOnFailure.WithMaxTest(200).WithQuietOnSuccess(true);

    private static Arbitrary<JsonTree> Trees => JsonTrees.Arbitrary;

    // Nulls inside lists are left out here: a list that replaces an object keeps them and one that replaces a list does not, as in
    // Kubernetes (json-patch.v4).
    [Fact]
    public void MergePatch_Twice_IsMergePatchOnce() => Check.One(Quick, Prop.ForAll(Trees, Trees, (from, by) =>
    {
        var patch = Wrap(by);
        PatchDirectives.DropNulls(patch);
        patch["gone"] = null;
        var once = MergePatch.Apply(Wrap(from), patch);
        return JsonNodes.DeepEqual(MergePatch.Apply((JsonObject)once.DeepClone(), patch), once);
    }));

    [Fact]
    public void MergePatch_ByNothing_ChangesNothing() => Check.One(Quick, Prop.ForAll(Trees, from =>
        JsonNodes.DeepEqual(MergePatch.Apply(Wrap(from), []), Wrap(from))));

    [Fact]
    public void MergePatch_Applied_LeavesThePatchAsItWas() => Check.One(Quick, Prop.ForAll(Trees, Trees, (from, by) =>
    {
        var patch = Wrap(by);
        MergePatch.Apply(Wrap(from), patch);
        return JsonNodes.DeepEqual(patch, Wrap(by));
    }));

    [Fact]
    public void JsonPatch_AddThenRemove_IsNothing() => Check.One(Quick, Prop.ForAll(Trees, Trees, (from, value) =>
    {
        var patch = new JsonArray(
            new JsonObject { ["op"] = "add", ["path"] = "/added", ["value"] = value.Node?.DeepClone() },
            new JsonObject { ["op"] = "test", ["path"] = "/added", ["value"] = value.Node?.DeepClone() },
            new JsonObject { ["op"] = "remove", ["path"] = "/added" });
        return JsonNodes.DeepEqual(JsonPatch.Parse(ObjectWriter.ToUtf8(patch)).Apply(Wrap(from)), Wrap(from));
    }));

    [Fact]
    public void JsonPatch_MoveThereAndBack_IsNothing() => Check.One(Quick, Prop.ForAll(Trees, from =>
    {
        var patch = JsonPatch.Parse("""[{"op":"move","from":"/v","path":"/w"},{"op":"copy","from":"/w","path":"/x"},{"op":"move","from":"/w","path":"/v"},{"op":"remove","path":"/x"}]"""u8);
        return JsonNodes.DeepEqual(patch.Apply(Wrap(from)), Wrap(from));
    }));

    [Fact]
    public void StrategicMergePatch_OfListsWithKeys_IsIdempotentAndKeepsTheOthers() => Check.One(Quick, Prop.ForAll(Pods, Pods, (from, by) =>
    {
        var schema = TestLibrary.Kind("", "v1", "Pod").Schema;
        var once = StrategicMergePatch.Apply(Parse(from), Parse(by), schema);
        var twice = StrategicMergePatch.Apply((JsonObject)once.DeepClone(), Parse(by), schema);
        var names = Names(once);
        return JsonNodes.DeepEqual(once, twice)
            && names.Distinct(StringComparer.Ordinal).Count() == names.Count
            && names.ToHashSet(StringComparer.Ordinal).SetEquals(Names(Parse(from)).Concat(Names(Parse(by))));
    }));

    private static Arbitrary<string> Pods { get; } = Gen.Choose(0, 5).SelectMany(n => Gen.Zip(Gen.Choose(0, 6), Gen.Elements("i", "j")).ArrayOf(n))
        .Select(items => items.DistinctBy(i => i.Item1).Select(i => $$"""{"name":"c{{i.Item1}}","image":"{{i.Item2}}"}"""))
        .Select(items => $$$"""{"spec":{"containers":[{{{string.Join(',', items)}}}]}}""").ToArbitrary();

    private static List<string> Names(JsonObject pod) => [.. pod["spec"]!["containers"]!.AsArray().Select(c => (string)c!["name"]!)];

    private static JsonObject Parse(string json) => (JsonObject)JsonNode.Parse(json)!;

    private static JsonObject Wrap(JsonTree tree) => new() { ["v"] = tree.Node?.DeepClone() };
}
