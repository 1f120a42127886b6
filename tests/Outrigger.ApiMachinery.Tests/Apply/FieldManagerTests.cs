using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Apply;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;

namespace Outrigger.ApiMachinery.Tests.Apply;

/// <summary>Updates: who is recorded for what.</summary>
public sealed class FieldManagerTests
{
    [Fact]
    public async Task Update_Create_OwnsAllButTheIdentity()
    {
        var cm = ApplyTester.OfBuiltIn("", "v1", "ConfigMap");
        await cm.UpdateAsync("me", """{"metadata":{"labels":{"l":"v"},"uid":"u","generation":3},"data":{"a":"1"}}""");
        cm.Owners.ShouldBe(["me Update .data .data.a .metadata.labels .metadata.labels.l"]);
        MetadataView.Of(cm.Live!).ManagedFields![0]!["time"]!.GetValue<string>().ShouldBe("2026-01-01T00:00:01Z");
    }

    [Fact]
    public async Task Update_CreateOfABuiltInKind_DoesNotOwnWhatIsAlwaysWritten()
    {
        var deployment = ApplyTester.OfBuiltIn("apps", "v1", "Deployment");
        await deployment.UpdateAsync("me", """{"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"spec":{"containers":[{"name":"c"}]}}}}""");
        deployment.Owners.ShouldBe(
        [
            "me Update .spec.selector .spec.template.spec.containers[name=\"c\"] .spec.template.spec.containers[name=\"c\"].name "
            + ".spec.template.spec.containers[name=\"c\"].resources",
        ]);
    }

    [Fact]
    public async Task Update_OfACustomKind_OwnsTheObjectsOnTheWay()
    {
        var shop = new ApplyTester(ApplyTester.Shop);
        await shop.UpdateAsync("me", """{"spec":{"image":"a","ports":[{"name":"p","port":1}],"tags":["x"],"free":{"k":{"d":[1]}}}}""");
        shop.Owners[0].Split(' ')[2..].ShouldBe(
            [
                ".spec", ".spec.free", ".spec.image", ".spec.ports", ".spec.tags", ".spec.free.k", ".spec.free.k.d",
                ".spec.ports[name=\"p\"]", ".spec.ports[name=\"p\"].name", ".spec.ports[name=\"p\"].port", ".spec.tags[=\"x\"]",
            ],
            ignoreOrder: true);
    }

    [Fact]
    public async Task Update_OfAFieldOfAnother_MovesItAndTheTimeOfTheWriterOnly()
    {
        var cm = ApplyTester.OfBuiltIn("", "v1", "ConfigMap");
        await cm.UpdateAsync("one", """{"data":{"a":"1","b":"1"}}""");
        await cm.UpdateAsync("two", """{"data":{"a":"1","b":"2"}}""");
        cm.Owners.ShouldBe(["one Update .data .data.a", "two Update .data.b"]);
        Times(cm).ShouldBe(["2026-01-01T00:00:01Z", "2026-01-01T00:00:02Z"]);
    }

    [Fact]
    public async Task Update_ThatChangesNothing_KeepsTheManagers()
    {
        var cm = ApplyTester.OfBuiltIn("", "v1", "ConfigMap");
        await cm.UpdateAsync("one", """{"data":{"a":"1"}}""");
        var before = MetadataView.Of(cm.Live!).ManagedFields!.DeepClone();
        await cm.UpdateAsync("two", """{"data":{"a":"1"}}""");
        JsonNodes.DeepEqual(MetadataView.Of(cm.Live!).ManagedFields, before).ShouldBeTrue();
    }

    [Fact]
    public async Task Update_ThatRemoves_TakesTheFieldFromAllAndMovesNoTime()
    {
        var cm = ApplyTester.OfBuiltIn("", "v1", "ConfigMap");
        await cm.UpdateAsync("one", """{"data":{"a":"1","b":"2"}}""");
        await cm.UpdateAsync("two", """{"data":{"a":"1"}}""");
        cm.Owners.ShouldBe(["one Update .data .data.a"]);
        Times(cm).ShouldBe(["2026-01-01T00:00:01Z"]);
    }

    [Theory]
    [InlineData("""{"metadata":{"managedFields":[]},"data":{"b":"1"}}""")]
    [InlineData("""{"metadata":{"managedFields":[{}]},"data":{"b":"1"}}""")]
    public async Task Update_WithAnEmptyList_ForgetsTheManagers(string json)
    {
        var cm = ApplyTester.OfBuiltIn("", "v1", "ConfigMap");
        await cm.UpdateAsync("one", """{"data":{"a":"1"}}""");
        await cm.UpdateAsync("one", json);
        cm.Owners.ShouldBeEmpty();
        await cm.UpdateAsync("one", """{"data":{"c":"1"}}""");
        cm.Owners.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"manager":"x","operation":"Nonsense","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{"f:data":{}}}""")]
    [InlineData("""{"manager":"x","operation":"Update","fieldsType":"FieldsV1","fieldsV1":{"f:data":{}}}""")]
    [InlineData("""{"manager":"x","operation":"Update","apiVersion":"v1","fieldsV1":{"f:data":{}}}""")]
    [InlineData("""{"manager":"x","operation":"Update","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{"data":{}}}""")]
    public async Task Update_WithEntriesThatAreNone_KeepsTheStoredOnes(string entry)
    {
        var cm = ApplyTester.OfBuiltIn("", "v1", "ConfigMap");
        await cm.UpdateAsync("one", """{"data":{"a":"1"}}""");
        await cm.UpdateAsync("one", """{"metadata":{"managedFields":[ENTRY]},"data":{"a":"1"}}""".Replace("ENTRY", entry, StringComparison.Ordinal));
        cm.Owners.ShouldBe(["one Update .data .data.a"]);
    }

    [Fact]
    public async Task Update_WithEntriesOfTheClient_TakesThem()
    {
        var cm = ApplyTester.OfBuiltIn("", "v1", "ConfigMap");
        await cm.UpdateAsync("one", """{"data":{"a":"1"}}""");
        await cm.UpdateAsync(
            "two",
            """{"metadata":{"managedFields":[{"manager":"x","operation":"Update","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{"f:data":{"f:a":{}}}}]},"data":{"a":"1"}}""");
        cm.Owners.ShouldBe(["x Update .data.a"]);
    }

    [Fact]
    public async Task Update_ThroughASubresource_IsAnEntryOfItsOwn()
    {
        var service = ApplyTester.OfBuiltIn("", "v1", "Service", FieldSet.OfFields("spec"));
        await service.UpdateAsync("me", """{"status":{"conditions":[{"type":"Ready","status":"True"}]},"spec":{"clusterIP":"None"}}""", "status");
        service.Owners.Count.ShouldBe(1);
        service.Owners[0].ShouldStartWith("me Update/status .status.conditions");
        service.Owners[0].ShouldNotContain(".spec");
    }

    [Fact]
    public async Task Update_ByManyUpdaters_MergesTheOldest()
    {
        var cm = ApplyTester.OfBuiltIn("", "v1", "ConfigMap");
        var data = new JsonObject();
        for (var i = 0; i < 12; i++)
        {
            data[$"k{i}"] = "v";
            await cm.UpdateAsync($"m{i}", new JsonObject { ["data"] = data.DeepClone() }.ToJsonString());
        }

        cm.Owners.Count.ShouldBe(10);
        cm.Owners[0].ShouldBe("ancient-changes Update .data .data.k0 .data.k1 .data.k2");
        cm.Owners[^1].ShouldBe("m11 Update .data.k11");
    }

    [Fact]
    public async Task Update_WithItemsThatCannotBeToldApart_TracksNothing()
    {
        var shop = new ApplyTester(ApplyTester.Shop);
        await shop.UpdateAsync("me", """{"spec":{"image":"a","ports":[{"port":1}]}}""");
        shop.Owners.ShouldBeEmpty();
    }

    [Fact]
    public async Task Update_WithDuplicateItems_OwnsThemAsOne()
    {
        var shop = new ApplyTester(ApplyTester.Shop);
        await shop.UpdateAsync("me", """{"spec":{"ports":[{"name":"p","port":1},{"name":"p","port":2}]}}""");
        shop.Owners.ShouldBe(["me Update .spec .spec.ports .spec.ports[name=\"p\"]"]);
        await shop.UpdateAsync("you", """{"spec":{"ports":[{"name":"p","port":1}]}}""");
        shop.Owners.ShouldBe(
            ["me Update .spec .spec.ports", "you Update .spec.ports[name=\"p\"] .spec.ports[name=\"p\"].name .spec.ports[name=\"p\"].port"]);
    }

    private static IEnumerable<string?> Times(ApplyTester tester) =>
        MetadataView.Of(tester.Live!).ManagedFields!.Select(e => JsonNodes.GetString(e!.AsObject(), "time"));
}
