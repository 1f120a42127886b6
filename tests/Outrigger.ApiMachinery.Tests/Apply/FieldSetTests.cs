using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Outrigger.ApiMachinery.Apply;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Tests.Apply;

public sealed class FieldSetTests
{
    private static readonly Config Quick = Config.QuickThrowOnFailure.WithMaxTest(200);

    private static Arbitrary<FieldSet> Sets { get; } = Gen.Elements(
            PathElement.Field("a"),
            PathElement.Field("b"),
            PathElement.Item(new KeyField("name", "x")),
            PathElement.Item(new KeyField("port", 80L), new KeyField("name", "y")),
            PathElement.Value("v"),
            PathElement.Value(7L),
            PathElement.At(2))
        .NonEmptyListOf()
        .Where(p => p.Count <= 4)
        .Select(p => (IReadOnlyList<PathElement>)[.. p])
        .ListOf()
        .Select(paths => FieldSet.Of(paths))
        .ToArbitrary();

    [Fact]
    public void Union_OfAnySets_HasTheLawsOfSets() => Check.One(Quick, Prop.ForAll(Sets, Sets, (a, b) =>
    {
        var union = a.Union(b);
        return union.Equals(b.Union(a)) && union.Union(a).Equals(union) && union.Except(b).Union(b).Equals(union)
            && a.Intersect(b).Equals(b.Intersect(a)) && a.Except(b).Union(a.Intersect(b)).Equals(a)
            && union.Count == a.Count + b.Count - a.Intersect(b).Count;
    }));

    [Fact]
    public void IntersectAndExcept_OfSetsOfAnySize_AreThoseOfTheirNames() => Check.One(Quick, Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>(),
        ArbMap.Default.ArbFor<(byte From, byte To)>(),
        (some, range) =>
        {
            var a = some.Select(b => $"{b:x2}").Distinct().ToArray();
            var b = Enumerable.Range(0, 256).Where(i => i >= range.From && i <= range.To).Select(i => $"{i:x2}").ToArray();
            FieldSet Of(IEnumerable<string> names) => FieldSet.Of(names.Select(n => (IReadOnlyList<PathElement>)[PathElement.Field(n)]));
            return Of(a).Intersect(Of(b)).Equals(Of(a.Intersect(b))) && Of(b).Intersect(Of(a)).Equals(Of(a.Intersect(b)))
                && Of(a).Except(Of(b)).Equals(Of(a.Except(b))) && Of(b).Except(Of(a)).Equals(Of(b.Except(a)));
        }));

    [Fact]
    public void ReadNode_OfAnySet_IsTheSetOfItsTree() => Check.One(Quick, Prop.ForAll(Sets, set =>
    {
        var utf8 = ObjectWriter.ToUtf8(FieldSetJson.NodeOf(set));
        var node = FieldSetJson.ReadNode(utf8);
        return FieldSetJson.Read(ObjectReader.ReadNode(utf8)).Equals(set)
            && FieldSetJson.SetOf(node)!.Equals(set)
            && JsonNodes.DeepEqual(node, ObjectReader.ReadNode(utf8))
            && JsonNodes.DeepEqual(ObjectReader.ReadNode(utf8), node)
            && JsonNodes.DeepEqual(node, FieldSetJson.NodeOf(set));
    }));

    [Theory]
    [InlineData("""{"f:a":7}""")]
    [InlineData("""{"a":{}}""")]
    [InlineData("""{"i:x":{}}""")]
    [InlineData("[1]")]
    public void ReadNode_WhatIsNoSet_StaysATree(string json)
    {
        var node = FieldSetJson.ReadNode(Encoding.UTF8.GetBytes(json));
        FieldSetJson.SetOf(node).ShouldBeNull();
        ObjectWriter.ToText(node).ShouldBe(json);
    }

    [Fact]
    public void Json_OfAnySet_ReadsBack() => Check.One(Quick, Prop.ForAll(Sets, set =>
        Read(Write(set)).Equals(set)));

    [Fact]
    public void Leaves_OfAnySet_HaveNothingBelow() => Check.One(Quick, Prop.ForAll(Sets, set =>
        set.Leaves().Leaves().Equals(set.Leaves()) && set.Leaves().Except(set).IsEmpty));

    [Fact]
    public void ExceptBelow_OfAnySets_TakesAllBelowAlong() => Check.One(Quick, Prop.ForAll(Sets, Sets, (a, b) =>
    {
        var rest = a.ExceptBelow(b);
        return rest.Except(a.Except(b)).IsEmpty && rest.Intersect(b).IsEmpty;
    }));

    [Fact]
    public void ExceptBelow_Parent_TakesChildren() =>
        Paths("""{"f:a":{"f:b":{".":{},"f:c":{}}},"f:d":{}}""", s => s.ExceptBelow(FieldSet.OfFields("a", "b"))).ShouldBe([".d"]);

    [Fact]
    public void Except_Parent_LeavesChildren() =>
        Paths("""{"f:a":{"f:b":{".":{},"f:c":{}}}}""", s => s.Except(FieldSet.OfFields("a", "b"))).ShouldBe([".a.b.c"]);

    [Fact]
    public void Leaves_ParentAndChild_KeepsTheChild() =>
        Paths("""{"f:a":{".":{},"f:b":{}},"f:c":{}}""", s => s.Leaves()).ShouldBe([".c", ".a.b"]);

    [Fact]
    public void ToPaths_MembersAndChildren_NamesMembersOfALevelFirst() =>
        Paths("""{"f:a":{"f:b":{}},"f:z":{}}""", s => s).ShouldBe([".z", ".a.b"]);

    [Fact]
    public void Write_AllSorts_IsInKubernetesOrderAndForm()
    {
        var set = FieldSet.Of(
            [PathElement.At(3)],
            [PathElement.Value("<x>")],
            [PathElement.Value(true)],
            [PathElement.Value(2L)],
            [PathElement.Item(new KeyField("protocol", "TCP"), new KeyField("port", 80L)), PathElement.Field("port")],
            [PathElement.Item(new KeyField("protocol", "TCP"), new KeyField("port", 80L))],
            [PathElement.Item(new KeyField("port", 443L))],
            [PathElement.Field("b")],
            [PathElement.Field("a")]);
        Write(set).ShouldBe(
            """{"f:a":{},"f:b":{},"k:{\"port\":80,\"protocol\":\"TCP\"}":{".":{},"f:port":{}},"k:{\"port\":443}":{},"""
            + "\"v:2\":" + """{},"v:\"\\u003cx\\u003e\"":{},"v:true":{},"i:3":{}}""");
    }

    [Fact]
    public void Read_UnknownSort_IsLeftOut() => Read("""{"x:new":{},"f:a":{}}""").ToPaths().ShouldBe([".a"]);

    [Fact]
    public void Read_UnsortedKeys_IsTheSameSet() =>
        Read("""{"f:b":{},"f:a":{"f:y":{},"f:x":{}}}""").ShouldBe(Read("""{"f:a":{"f:x":{},"f:y":{}},"f:b":{}}"""));

    [Theory]
    [InlineData("""{"a":{}}""")]
    [InlineData("""{"field":{}}""")]
    [InlineData("""{"k:[1]":{}}""")]
    [InlineData("""{"k:{":{}}""")]
    [InlineData("""{"i:x":{}}""")]
    [InlineData("""{"f:a":1}""")]
    public void Read_NoFieldSet_Throws(string json) => Should.Throw<FormatException>(() => Read(json));

    [Fact]
    public void CompareTo_Numbers_AreComparedAsNumbers()
    {
        PathElement.Value(2L).ShouldBeLessThan(PathElement.Value(10L));
        PathElement.Value(1L).ShouldBe(PathElement.Value(1.0));
        PathElement.Value(1L).GetHashCode().ShouldBe(PathElement.Value(1.0).GetHashCode());
    }

    [Fact]
    public void CompareTo_BeyondTheBasicPlane_IsInOrderOfUtf8() =>
        PathElement.Field("\uFFFD").ShouldBeLessThan(PathElement.Field("\U0001F600"));

    [Fact]
    public void Contains_PathAndPrefix_TellsMembersOnly()
    {
        var set = Read("""{"f:a":{"f:b":{}}}""");
        set.Contains(PathElement.Field("a"), PathElement.Field("b")).ShouldBeTrue();
        set.Contains(PathElement.Field("a")).ShouldBeFalse();
        set.Contains(PathElement.Field("c")).ShouldBeFalse();
    }

    [Fact]
    public void Node_OfASet_IsItsJsonForAllReaders()
    {
        var set = Read("""{"f:a":{"f:b":{}},"k:{\"n\":1}":{}}""");
        var node = FieldSetNode.Of(set);
        FieldSetJson.Read(node).ShouldBeSameAs(set);
        FieldSetJson.Read(ObjectReader.Read(ObjectWriter.ToUtf8(node))).ShouldBe(set);
        FieldSetJson.Read(JsonNode.Parse(ObjectWriter.ToText(node.DeepClone()))).ShouldBe(set);
        JsonNodes.DeepEqual(node, FieldSetNode.Of(FieldSet.OfFields("z"))).ShouldBeFalse();
    }

    private static string Write(FieldSet set)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using var json = new System.Text.Json.Utf8JsonWriter(
            buffer, new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        FieldSetJson.Write(set, json);
        json.Flush();
        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static FieldSet Read(string json) => FieldSetJson.Read(JsonNode.Parse(json));

    private static IEnumerable<string> Paths(string json, Func<FieldSet, FieldSet> change) => change(Read(json)).ToPaths();
}
