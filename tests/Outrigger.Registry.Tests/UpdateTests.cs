using Outrigger.TestKit;
using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.Registry.Changes;
using Outrigger.Registry.Operations;
using Outrigger.Storage.Objects;
using Shouldly;

namespace Outrigger.Registry.Tests;

public sealed class UpdateTests
{
    private const string Modified =
        "Operation cannot be fulfilled on configmaps \"one\": the object has been modified; please apply your changes to the latest version and try again";

    private const string WidgetHead = "\"apiVersion\":\"custom.example.com/v1\",\"kind\":\"Widget\"";

    [Fact]
    public async Task UpdateAsync_WithoutRevision_ReplacesWhatIsThere()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);
        var made = await registry.CreateAsync("""{"metadata":{"name":"one","labels":{"l":"v"}},"data":{"a":"b"}}""");

        var written = await registry.PutAsync("one", """{"metadata":{"name":"one"},"binaryData":{"b":"AAEC"}}""");

        var tree = written.ToTree();
        written.ResourceVersion.ShouldBeGreaterThan(made.ResourceVersion);
        written.Uid.ShouldBe(made.Uid);
        JsonNodes.Get(tree, "data").ShouldBeNull();
        JsonNodes.Get(tree, "metadata", "labels").ShouldBeNull();
        JsonNodes.GetString(tree, "binaryData", "b").ShouldBe("AAEC");
    }

    [Fact]
    public async Task UpdateAsync_StaleRevision_ConflictsEvenWhenNothingWouldChange()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);
        var made = await registry.CreateAsync("""{"metadata":{"name":"one"},"data":{"a":"b"}}""");
        await registry.PutAsync("one", """{"metadata":{"name":"one"},"data":{"a":"c"}}""");

        var status = await TestRegistry.RefusalAsync(() => registry.PutAsync(
            "one", $$$"""{"metadata":{"name":"one","resourceVersion":"{{{made.ResourceVersion}}}"},"data":{"a":"c"}}"""));

        status.Code.ShouldBe(409);
        status.Message.ShouldBe(Modified);
    }

    [Fact]
    public async Task UpdateAsync_NothingChanges_KeepsTheRevision()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.Widgets);
        var made = await registry.CreateAsync($$$"""{{{{WidgetHead}}},"metadata":{"name":"one"},"spec":{"image":"a"}}""");

        var same = await registry.PutAsync(
            "one",
            $$$"""{{{{WidgetHead}}},"metadata":{"name":"one","resourceVersion":"{{{made.ResourceVersion}}}"},"spec":{"replicas":1,"color":"blue","image":"a"}}""");

        same.ResourceVersion.ShouldBe(made.ResourceVersion);
        registry.Cache.Revision.ShouldBe(made.ResourceVersion);
    }

    [Fact]
    public async Task UpdateAsync_CustomWithoutRevision_IsRefused()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.Widgets);
        await registry.CreateAsync($$$"""{{{{WidgetHead}}},"metadata":{"name":"one"},"spec":{"image":"a"}}""");

        var status = await TestRegistry.RefusalAsync(() => registry.PutAsync(
            "one", $$$"""{{{{WidgetHead}}},"metadata":{"name":"one"},"spec":{"image":"b"}}"""));

        status.Code.ShouldBe(422);
        status.Message.ShouldBe(
            "widgets.custom.example.com \"one\" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update");
    }

    [Fact]
    public async Task UpdateAsync_BrokenRevision_IsAPlain500()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);
        await registry.CreateAsync("""{"metadata":{"name":"one"}}""");

        var status = await TestRegistry.RefusalAsync(() => registry.PutAsync("one", """{"metadata":{"name":"one","resourceVersion":"abc"}}"""));

        status.Code.ShouldBe(500);
        status.Reason.ShouldBe("");
    }

    [Fact]
    public async Task UpdateAsync_OtherUid_ConflictsInTheWordsOfTheStorage()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);
        var made = await registry.CreateAsync("""{"metadata":{"name":"one"}}""");

        var status = await TestRegistry.RefusalAsync(() => registry.PutAsync("one", """{"metadata":{"name":"one","uid":"u"}}"""));

        status.Code.ShouldBe(409);
        status.Message.ShouldBe(
            "Operation cannot be fulfilled on configmaps \"one\": StorageError: invalid object, Code: 4, Key: /registry/configmaps/default/one, " +
            $"ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: u, UID in object meta: {made.Uid}");
    }

    [Fact]
    public async Task UpdateAsync_UidOfAMissingObject_ConflictsAndCreatesNothing()
    {
        await using var plain = await TestRegistry.StartAsync(TestKinds.ConfigMaps);
        await using var creating = await TestRegistry.StartAsync(TestKinds.Machines);

        var status = await TestRegistry.RefusalAsync(() => plain.PutAsync("one", """{"metadata":{"name":"one","uid":"u"}}"""));
        var other = await TestRegistry.RefusalAsync(() => creating.PutAsync("one", """{"metadata":{"name":"one","uid":"u"}}"""));

        status.Message.ShouldBe(
            "Operation cannot be fulfilled on configmaps \"one\": StorageError: invalid object, Code: 4, Key: /registry/configmaps/default/one, " +
            "ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: u, UID in object meta: ");
        other.Code.ShouldBe(409);
        (await creating.ListAsync(new())).Items.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"metadata":{"name":"two"}}""", "the name of the object (two) does not match the name on the URL (one)")]
    [InlineData("""{"data":{"a":"c"}}""", "the name of the object (one based on URL) was undeterminable: name must be provided")]
    [InlineData("""{"metadata":{"name":"one","namespace":"x"}}""", "the namespace of the provided object does not match the namespace sent on the request")]
    public async Task UpdateAsync_BodyOfAnotherObject_IsABadRequest(string json, string message)
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);
        await registry.CreateAsync("""{"metadata":{"name":"one"}}""");

        var status = await TestRegistry.RefusalAsync(() => registry.PutAsync("one", json));

        status.Code.ShouldBe(400);
        status.Message.ShouldBe(message);
    }

    [Fact]
    public async Task UpdateAsync_SystemMetadata_IsKeptOrRefused()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);
        var made = await registry.CreateAsync("""{"metadata":{"name":"one","generation":9},"data":{"n":"1"}}""");

        var kept = await registry.PutAsync(
            "one", """{"metadata":{"name":"one","creationTimestamp":"2001-01-01T00:00:00Z","generation":3},"data":{"n":"1"}}""");
        var status = await TestRegistry.RefusalAsync(() => registry.PutAsync(
            "one", """{"metadata":{"name":"one","deletionTimestamp":"2001-01-01T00:00:00Z","deletionGracePeriodSeconds":3},"data":{"n":"1"}}"""));

        kept.ResourceVersion.ShouldBe(made.ResourceVersion);
        status.Message.ShouldBe(
            "ConfigMap \"one\" is invalid: [metadata.deletionTimestamp: Invalid value: \"2001-01-01T00:00:00Z\": field is immutable, " +
            "metadata.deletionGracePeriodSeconds: Invalid value: 3: field is immutable]");
        status.Details!.Causes!.Count.ShouldBe(4);
    }

    [Fact]
    public async Task UpdateAsync_MissingName_IsNotFoundOrCreated()
    {
        await using var plain = await TestRegistry.StartAsync(TestKinds.ConfigMaps);
        await using var creating = await TestRegistry.StartAsync(TestKinds.Machines);

        var status = await TestRegistry.RefusalAsync(() => plain.PutAsync("one", """{"metadata":{"name":"one"}}"""));
        var outcome = await creating.Store.UpdateAsync(
            creating.Context("one"), new ReplaceChange(TestRegistry.Parse("""{"metadata":{"name":"one"}}""")), TestRegistry.Token);

        status.Message.ShouldBe("configmaps \"one\" not found");
        outcome.Created.ShouldBeTrue();
        outcome.Object.ResourceVersion.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task UpdateAsync_Spec_RaisesTheGenerationAndLabelsDoNot()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.Machines);
        await registry.CreateAsync("""{"metadata":{"name":"m"},"spec":{"role":"a"}}""");

        var labelled = await registry.MergeAsync("m", """{"metadata":{"labels":{"a":"b"},"generation":44}}""");
        var changed = await registry.MergeAsync("m", """{"spec":{"role":"b"}}""");
        var same = await registry.MergeAsync("m", """{"spec":{"role":"b"}}""");

        labelled.Generation.ShouldBe(1);
        changed.Generation.ShouldBe(2);
        same.ResourceVersion.ShouldBe(changed.ResourceVersion);
    }

    [Fact]
    public async Task UpdateAsync_StatusInTheObject_IsIgnored()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.Machines);
        await registry.CreateAsync("""{"metadata":{"name":"m"},"spec":{"role":"a"}}""");
        await registry.MergeAsync("m", """{"status":{"phase":"Up"}}""", registry.Context("m") with { Subresource = "status" });

        var written = await registry.PutAsync("m", """{"metadata":{"name":"m"},"spec":{"role":"a"},"status":{"phase":"Down"}}""");

        JsonNodes.GetString(written.ToTree(), "status", "phase").ShouldBe("Up");
        written.Generation.ShouldBe(1);
    }

    [Fact]
    public async Task UpdateAsync_StatusOfABuiltIn_KeepsTheSpecButTakesMetadata()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.Machines);
        await registry.CreateAsync("""{"metadata":{"name":"m"},"spec":{"role":"a"}}""");

        var written = await registry.MergeAsync(
            "m",
            """{"metadata":{"annotations":{"p":"q"}},"spec":{"role":"z"},"status":{"phase":"Up"}}""",
            registry.Context("m") with { Subresource = "status" });

        var tree = written.ToTree();
        JsonNodes.GetString(tree, "spec", "role").ShouldBe("a");
        JsonNodes.GetString(tree, "status", "phase").ShouldBe("Up");
        JsonNodes.GetString(tree, "metadata", "annotations", "p").ShouldBe("q");
        written.Generation.ShouldBe(1);
    }

    [Fact]
    public async Task UpdateAsync_StatusOfACustom_ChangesNothingButTheStatus()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.Widgets);
        var made = await registry.CreateAsync($$$"""{{{{WidgetHead}}},"metadata":{"name":"one"},"spec":{"image":"a"}}""");

        var written = await registry.PutAsync(
            "one",
            $$$"""{{{{WidgetHead}}},"metadata":{"name":"one","labels":{"x":"y"},"resourceVersion":"{{{made.ResourceVersion}}}"},"spec":{"image":""},"status":{"phase":"Running"}}""",
            registry.Context("one") with { Subresource = "status" });

        var tree = written.ToTree();
        JsonNodes.Get(tree, "metadata", "labels").ShouldBeNull();
        JsonNodes.GetString(tree, "spec", "image").ShouldBe("a");
        JsonNodes.GetString(tree, "status", "phase").ShouldBe("Running");
        written.Generation.ShouldBe(1);
    }

    [Fact]
    public async Task UpdateAsync_StatusBeyondItsSchema_NamesTheFieldUnderStatus()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.Widgets);
        await registry.CreateAsync($$$"""{{{{WidgetHead}}},"metadata":{"name":"one"},"spec":{"image":"a"}}""");

        var status = await TestRegistry.RefusalAsync(() => registry.MergeAsync(
            "one", """{"status":{"phase":"Lost"}}""", registry.Context("one") with { Subresource = "status" }));

        status.Message.ShouldBe(
            "Widget.custom.example.com \"one\" is invalid: status.phase: Unsupported value: \"Lost\": supported values: \"Pending\", \"Running\", \"Failed\"");
    }

    [Fact]
    public async Task UpdateAsync_ManyAtOnce_LosesNone()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);
        await registry.CreateAsync("""{"metadata":{"name":"one"}}""");

        await Task.WhenAll(Enumerable.Range(0, 5).Select(i => Task.Run(
            () => registry.MergeAsync("one", $$$"""{"data":{"k{{{i}}}":"v"}}"""), TestRegistry.Token)));

        JsonNodes.GetObject((await registry.GetAsync("one")).ToTree(), "data")!.Count.ShouldBe(5);
    }

    [Fact]
    public async Task UpdateAsync_DryRun_ShowsTheChangeAndKeepsTheObject()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);
        var made = await registry.CreateAsync("""{"metadata":{"name":"one"},"data":{"a":"b"}}""");

        var shown = await registry.PutAsync(
            "one", """{"metadata":{"name":"one"},"data":{"a":"c"}}""", registry.Context("one") with { DryRun = true });

        JsonNodes.GetString(shown.ToTree(), "data", "a").ShouldBe("c");
        shown.ResourceVersion.ShouldBe(made.ResourceVersion);
        JsonNodes.GetString((await registry.GetAsync("one")).ToTree(), "data", "a").ShouldBe("b");
    }

    [Fact]
    public async Task UpdateAsync_TwoVersions_ConvertsBothWays()
    {
        var model = TestKinds.Widgets with { Kinds = [TestKinds.Widget("v1"), TestKinds.Widget("v2")] };
        await using var registry = await TestRegistry.StartAsync(model);
        await registry.CreateAsync($$$"""{{{{WidgetHead}}},"metadata":{"name":"one"},"spec":{"image":"a"}}""");
        var context = registry.Context("one") with { Resource = new("custom.example.com", "v2", "widgets") };

        var written = await registry.UpdateAsync(context, new Seen("custom.example.com/v2"));

        written.Version.ShouldBe("v1");
        JsonNodes.GetString(written.ToTree(), "spec", "color").ShouldBe("red");
    }

    [Fact]
    public async Task UpdateAsync_SchemaChangedMeanwhile_TakesUpDefaultsAndBlamesNobody()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.Widgets);
        var bare = TestRegistry.Parse($$$"""{{{{WidgetHead}}},"metadata":{"name":"one","namespace":"default","generation":1},"spec":{"image":"a","gone":1}}""");
        var key = "custom.example.com/widgets/default/one";
        await registry.Store.Cache.ReadyAsync(TestRegistry.Token);
        await registry.Store.Cache.CommitAsync(
            StoredObject.Create(bare, registry.Store.Cache.Facts), key, 0, null, TestRegistry.Token);
        var context = registry.Context("one") with { FieldValidation = FieldValidation.Strict };

        var written = await registry.MergeAsync("one", """{"metadata":{"labels":{"a":"b"}}}""", context);

        ObjectWriter.ToText(written.ToTree()["spec"]).ShouldBe("""{"image":"a","color":"blue","replicas":1}""");
        written.Generation.ShouldBe(1);
    }

    private sealed class Seen(string apiVersion) : IObjectChange
    {
        public bool MayRetry => true;

        public bool MayCreate => false;

        public JsonObject Apply(JsonObject current, OperationContext context)
        {
            JsonNodes.GetString(current, "apiVersion").ShouldBe(apiVersion);
            current["spec"]!["color"] = "red";
            return current;
        }
    }
}
