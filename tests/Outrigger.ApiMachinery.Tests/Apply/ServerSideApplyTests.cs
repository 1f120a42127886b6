using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Apply;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;

namespace Outrigger.ApiMachinery.Tests.Apply;

public sealed class ServerSideApplyTests
{
    [Fact]
    public async Task Apply_NewObject_OwnsTheLeaves()
    {
        var cm = ApplyTester.OfBuiltIn("", "v1", "ConfigMap");
        await cm.ApplyAsync("a", """{"metadata":{"labels":{"l":"v"}},"data":{"a":"1"}}""");
        cm.Owners.ShouldBe(["a Apply .data.a .metadata.labels.l"]);
    }

    [Fact]
    public async Task Apply_WithoutAField_RemovesWhatOnlyItOwned()
    {
        var cm = ApplyTester.OfBuiltIn("", "v1", "ConfigMap");
        await cm.ApplyAsync("a", """{"data":{"a":"1","b":"2","c":"3"}}""");
        await cm.ApplyAsync("b", """{"data":{"b":"2"}}""");
        await cm.UpdateAsync("u", """{"data":{"a":"1","b":"2","c":"4"}}""");
        await cm.ApplyAsync("a", """{}""");
        cm.Rest().ShouldBe("""{"data":{"b":"2","c":"4"}}""");
        cm.Owners.ShouldBe(["b Apply .data.b", "u Update .data.c"]);
    }

    [Fact]
    public async Task Apply_AnotherValue_IsRefusedWithEveryConflict()
    {
        var cm = ApplyTester.OfBuiltIn("", "v1", "ConfigMap");
        await cm.ApplyAsync("a", """{"data":{"a":"1"}}""");
        await cm.UpdateAsync("u", """{"data":{"a":"1","b":"1"}}""");
        var status = await cm.RefusedAsync("c", """{"data":{"a":"2","b":"2"}}""");
        status.Code.ShouldBe(409);
        status.Reason.ShouldBe("Conflict");
        status.Message.ShouldBe(
            "Apply failed with 2 conflicts: conflicts with \"a\":\n- .data.a\nconflicts with \"u\" using v1:\n- .data.b");
        status.Details!.Causes!.ShouldBe(
        [
            new("FieldManagerConflict", "conflict with \"a\"", ".data.a"),
            new("FieldManagerConflict", "conflict with \"u\" using v1", ".data.b"),
        ]);
    }

    [Fact]
    public async Task Apply_ByForce_TakesTheFieldsOver()
    {
        var cm = ApplyTester.OfBuiltIn("", "v1", "ConfigMap");
        await cm.ApplyAsync("a", """{"data":{"a":"1","b":"1"}}""");
        await cm.ApplyAsync("c", """{"data":{"a":"2"}}""", force: true);
        cm.Owners.ShouldBe(["a Apply .data.b", "c Apply .data.a"]);
        cm.Rest().ShouldBe("""{"data":{"a":"2","b":"1"}}""");
    }

    [Fact]
    public async Task Apply_TheSameValue_SharesItWithoutATime()
    {
        var cm = ApplyTester.OfBuiltIn("", "v1", "ConfigMap");
        await cm.UpdateAsync("u", """{"data":{"a":"1"}}""");
        await cm.ApplyAsync("a", """{"data":{"a":"1"}}""");
        cm.Owners.ShouldBe(["a Apply .data.a", "u Update .data .data.a"]);
        MetadataView.Of(cm.Live!).ManagedFields![0]!.AsObject().ContainsKey("time").ShouldBeFalse();
    }

    [Fact]
    public async Task Apply_ToAnUntrackedObject_RecordsWhatWasThere()
    {
        var cm = ApplyTester.OfBuiltIn("", "v1", "ConfigMap");
        await cm.UpdateAsync("u", """{"data":{"a":"1","b":"1"}}""");
        await cm.UpdateAsync("u", """{"metadata":{"managedFields":[]},"data":{"a":"1","b":"1"}}""");
        (await cm.RefusedAsync("a", """{"data":{"a":"2"}}""")).Message
            .ShouldBe("Apply failed with 1 conflict: conflict with \"before-first-apply\" using v1: .data.a");
        await cm.ApplyAsync("a", """{"data":{"a":"1"}}""");
        cm.Owners.ShouldBe(["a Apply .data.a", "before-first-apply Update .data .data.a .data.b"]);
    }

    [Fact]
    public async Task Apply_ListOfKeys_MergesItemsAndFillsInKeysByDefault()
    {
        var service = ApplyTester.OfBuiltIn("", "v1", "Service");
        await service.ApplyAsync("a", """{"spec":{"ports":[{"name":"http","port":80,"protocol":"TCP"},{"name":"dns","port":53,"protocol":"UDP"}]}}""");
        await service.ApplyAsync("b", """{"spec":{"ports":[{"port":53,"name":"dns-tcp"}]}}""");
        service.Owners[1].ShouldBe(
            "b Apply .spec.ports[port=53,protocol=\"TCP\"] .spec.ports[port=53,protocol=\"TCP\"].name .spec.ports[port=53,protocol=\"TCP\"].port");
        Names(service, "spec", "ports").ShouldBe(["http", "dns", "dns-tcp"]);
        await service.ApplyAsync("a", """{"spec":{"ports":[{"name":"http","port":80,"protocol":"TCP"}]}}""");
        Names(service, "spec", "ports").ShouldBe(["http", "dns-tcp"]);
    }

    [Fact]
    public async Task Apply_AtomicMap_IsReplacedAndConflictsAsAWhole()
    {
        var service = ApplyTester.OfBuiltIn("", "v1", "Service");
        await service.ApplyAsync("a", """{"spec":{"selector":{"a":"b"}}}""");
        (await service.RefusedAsync("b", """{"spec":{"selector":{"c":"d"}}}""")).Message.ShouldEndWith("conflict with \"a\": .spec.selector");
        await service.ApplyAsync("a", """{"spec":{"selector":{"c":"d"}}}""");
        JsonNodes.Get(service.Live, "spec", "selector")!.ToJsonString().ShouldBe("""{"c":"d"}""");
    }

    [Fact]
    public async Task Apply_SetsAtomicsAndMaps_EachAsItsTypeSays()
    {
        var shop = new ApplyTester(ApplyTester.Shop);
        await shop.ApplyAsync("a", """{"spec":{"image":"i","tags":["x","y"],"steps":["s1"],"limits":{"cpu":"1"},"ports":[{"name":"p","port":1}]}}""");
        await shop.ApplyAsync("b", """{"spec":{"tags":["y","z"],"steps":["s1"],"limits":{"mem":"2"},"ports":[{"name":"q"},{"name":"p"}]}}""");
        shop.Rest().ShouldBe(
            """{"spec":{"image":"i","tags":["x","y","z"],"steps":["s1"],"limits":{"cpu":"1","mem":"2"},"ports":[{"name":"q"},{"name":"p","port":1}]}}""");
        (await shop.RefusedAsync("b", """{"spec":{"steps":["s2"]}}""")).Message.ShouldEndWith(".spec.steps");
        await shop.ApplyAsync("a", """{"spec":{"image":"i"}}""");
        shop.Rest().ShouldBe("""{"spec":{"image":"i","tags":["y","z"],"steps":["s1"],"limits":{"mem":"2"},"ports":[{"name":"q"},{"name":"p"}]}}""");
    }

    [Fact]
    public async Task Apply_ListInAnotherOrder_TakesTheOrderWhereItHasASay()
    {
        var shop = new ApplyTester(ApplyTester.Shop);
        await shop.ApplyAsync("a", """{"spec":{"tags":["a","b","c","d"]}}""");
        await shop.ApplyAsync("b", """{"spec":{"tags":["d","new","b"]}}""");
        JsonNodes.Get(shop.Live, "spec", "tags")!.ToJsonString().ShouldBe("""["a","c","d","new","b"]""");
    }

    [Fact]
    public async Task Apply_UnknownFieldsThatAreKept_MergesMapsAndReplacesLists()
    {
        var shop = new ApplyTester(ApplyTester.Shop);
        await shop.ApplyAsync("a", """{"spec":{"free":{"m":{"x":1},"l":[{"name":"a"}]}}}""");
        await shop.ApplyAsync("b", """{"spec":{"free":{"m":{"y":2}}}}""");
        shop.Owners.ShouldBe(["a Apply .spec.free.l .spec.free.m .spec.free.m.x", "b Apply .spec.free.m .spec.free.m.y"]);
        (await shop.RefusedAsync("b", """{"spec":{"free":{"l":[{"name":"b"}]}}}""")).Message.ShouldEndWith(".spec.free.l");
        await shop.ApplyAsync("a", "{}");
        shop.Rest().ShouldBe("""{"spec":{"free":{"m":{"y":2}}}}""");
    }

    [Theory]
    [InlineData("""{"spec":{"colour":"x"}}""", ".spec.colour: field not declared in schema")]
    [InlineData("""{"spec":{"count":"three"}}""", ".spec.count: expected numeric (int or float), got string")]
    [InlineData("""{"spec":{"color":3}}""", ".spec.color: expected string, got &value.valueUnstructured{Value:3}")]
    [InlineData("""{"spec":{"ports":{"name":"p"}}}""", ".spec.ports: expected list, got &{map[name:p]}")]
    [InlineData("""{"spec":[1]}""", ".spec: expected map, got &{[1]}")]
    [InlineData("""{"spec":{"tags":["y","y"]}}""", ".spec.tags: duplicate entries for key [=\"y\"]")]
    [InlineData("""{"spec":{"ports":[{"name":"p"},{"name":"p"}]}}""", ".spec.ports: duplicate entries for key [name=\"p\"]")]
    [InlineData(
        """{"spec":{"ports":[{"port":1}]}}""",
        ".spec.ports: element 0: associative list with keys has an element that omits all key fields [\"name\"] (and doesn't have default values for any key fields)")]
    [InlineData(
        """{"spec":{"count":"a","color":{}}}""",
        "errors:\n  .spec.count: expected numeric (int or float), got string\n  .spec.color: expected string, got &value.valueUnstructured{Value:map[string]interface {}{}}")]
    public async Task Apply_WhatDoesNotFit_IsRefusedWithThePath(string json, string why)
    {
        var status = await new ApplyTester(ApplyTester.Shop).RefusedAsync("a", json);
        status.Code.ShouldBe(500);
        status.Message.ShouldBe($"failed to create typed patch object (/one; example.com/v1, Kind=Shop): {why}");
    }

    [Theory]
    [InlineData("""{"apiVersion":"v2"}""", "invalid object type: /v2, Kind=Shop")]
    [InlineData("""{"kind":"Other"}""", "invalid object type: example.com/v1, Kind=Other")]
    [InlineData("""{"metadata":{"managedFields":[]}}""", "metadata.managedFields must be nil")]
    public async Task Apply_OfAnotherKindOrWithManagers_IsRefused(string json, string why)
    {
        var status = await new ApplyTester(ApplyTester.Shop).RefusedAsync("a", json);
        status.Code.ShouldBe(400);
        status.Message.ShouldBe(why);
    }

    [Fact]
    public async Task Apply_ThroughTheStatus_OwnsTheStatusOnly()
    {
        var cm = ApplyTester.OfBuiltIn("apps", "v1", "Deployment", FieldSet.OfFields("spec"));
        await cm.ApplyAsync("a", """{"spec":{"replicas":1},"status":{"replicas":2}}""", subresource: "status");
        cm.Owners.ShouldBe(["a Apply/status .status.replicas"]);
    }

    [Fact]
    public async Task Apply_Twice_IsTheSameObject()
    {
        var shop = new ApplyTester(ApplyTester.Shop);
        const string Config = """{"spec":{"image":"i","tags":["x"],"free":{"a":[1]},"ports":[{"name":"p","port":1}]}}""";
        await shop.ApplyAsync("a", Config);
        var before = shop.Live!.DeepClone();
        await shop.ApplyAsync("a", Config);
        JsonNodes.DeepEqual(shop.Live, before).ShouldBeTrue();
    }

    [Fact]
    public async Task Apply_ByKubectlAfterClientSideApply_TakesOverWhatTheAnnotationSays()
    {
        var cm = ApplyTester.OfBuiltIn("", "v1", "ConfigMap");
        const string Annotation = """{\"apiVersion\":\"v1\",\"data\":{\"a\":\"1\"},\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"one\"}}""";
        await cm.UpdateAsync(
            "kubectl-client-side-apply",
            $$$"""{"metadata":{"annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{{{Annotation}}}"}},"data":{"a":"1","b":"1"}}""");
        (await cm.RefusedAsync("other", """{"data":{"a":"2"}}""")).Code.ShouldBe(409);
        (await cm.RefusedAsync("kubectl", """{"data":{"a":"2","b":"2"}}""")).Message.ShouldEndWith(".data.b");
        await cm.ApplyAsync("kubectl", """{"data":{"a":"2"}}""");
        cm.Rest().ShouldBe("""{"data":{"a":"2","b":"1"}}""");
        MetadataView.Of(cm.Live!).Annotation("kubectl.kubernetes.io/last-applied-configuration")
            .ShouldBe("""{"apiVersion":"v1","data":{"a":"2"},"kind":"ConfigMap","metadata":{"name":"one"}}""" + "\n");
    }

    [Fact]
    public async Task Apply_ManagersThatShareNothing_CommutesInWhatIsStored()
    {
        const string A = """{"spec":{"image":"i","tags":["x"],"limits":{"a":"1"}}}""";
        const string B = """{"spec":{"color":"c","limits":{"b":"1"},"ports":[{"name":"p"}]}}""";
        var first = new ApplyTester(ApplyTester.Shop);
        await first.ApplyAsync("a", A);
        await first.ApplyAsync("b", B);
        var second = new ApplyTester(ApplyTester.Shop);
        await second.ApplyAsync("b", B);
        await second.ApplyAsync("a", A);
        JsonNodes.DeepEqual(JsonNode.Parse(first.Rest()), JsonNode.Parse(second.Rest())).ShouldBeTrue();
        first.Owners.ShouldBe(second.Owners, ignoreOrder: true);
    }

    private static IEnumerable<string?> Names(ApplyTester tester, params string[] path) =>
        ((JsonArray)JsonNodes.Get(tester.Live, path)!).Select(p => JsonNodes.GetString((JsonObject?)p, "name"));
}
