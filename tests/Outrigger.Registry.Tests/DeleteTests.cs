using Outrigger.TestKit;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Strategies;
using Shouldly;

namespace Outrigger.Registry.Tests;

public sealed class DeleteTests
{
    private const string WidgetWithFinalizer =
        """{"apiVersion":"custom.example.com/v1","kind":"Widget","metadata":{"name":"one","finalizers":["example.com/a"]},"spec":{"image":"a"}}""";

    [Fact]
    public async Task DeleteAsync_Plain_RemovesAtOnce()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);
        var made = await registry.CreateAsync("""{"metadata":{"name":"one"}}""");

        var outcome = await registry.DeleteAsync("one");

        outcome.Gone.ShouldBeTrue();
        outcome.Object.Uid.ShouldBe(made.Uid);
        (await TestRegistry.RefusalAsync(() => registry.DeleteAsync("one"))).Message.ShouldBe("configmaps \"one\" not found");
    }

    [Fact]
    public async Task DeleteAsync_WithFinalizer_MarksOnceAndRaisesTheGeneration()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.Widgets);
        await registry.CreateAsync(WidgetWithFinalizer);

        var first = await registry.DeleteAsync("one");
        registry.Time.Advance(TimeSpan.FromSeconds(5));
        var again = await registry.DeleteAsync("one");

        var meta = MetadataView.Of(first.Object.ToTree());
        first.Gone.ShouldBeFalse();
        meta.DeletionTimestamp.ShouldBe(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        meta.DeletionGracePeriodSeconds.ShouldBe(0);
        meta.Generation.ShouldBe(2);
        again.Object.ResourceVersion.ShouldBe(first.Object.ResourceVersion);
    }

    [Fact]
    public async Task UpdateAsync_LastFinalizerGoes_RemovesTheObject()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.Widgets);
        await registry.CreateAsync(WidgetWithFinalizer);
        var marked = await registry.DeleteAsync("one");

        var dry = await registry.MergeAsync("one", """{"metadata":{"finalizers":null}}""", registry.Context("one") with { DryRun = true });
        var written = await registry.MergeAsync("one", """{"metadata":{"finalizers":null}}""");

        dry.ResourceVersion.ShouldBe(marked.Object.ResourceVersion);
        written.ResourceVersion.ShouldBe(marked.Object.ResourceVersion);
        JsonNodes.Get(written.ToTree(), "metadata", "finalizers").ShouldBeNull();
        (await TestRegistry.RefusalAsync(() => registry.GetAsync("one"))).Code.ShouldBe(404);
    }

    [Fact]
    public async Task UpdateAsync_NewFinalizerOnADeletedObject_IsRefusedTwice()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.Widgets);
        await registry.CreateAsync(WidgetWithFinalizer);
        await registry.DeleteAsync("one");

        var status = await TestRegistry.RefusalAsync(() => registry.MergeAsync("one", """{"metadata":{"finalizers":["example.com/z"]}}"""));

        status.Details!.Causes!.Count.ShouldBe(2);
        status.Message.ShouldBe(
            "Widget.custom.example.com \"one\" is invalid: metadata.finalizers: Forbidden: no new finalizers can be added if the " +
            "object is being deleted, found new finalizers []string{\"example.com/z\"}");
    }

    [Fact]
    public async Task UpdateAsync_Undelete_IsUndone()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.Widgets);
        await registry.CreateAsync(WidgetWithFinalizer);
        var marked = await registry.DeleteAsync("one");

        var written = await registry.MergeAsync("one", """{"metadata":{"deletionTimestamp":null}}""");

        written.ResourceVersion.ShouldBe(marked.Object.ResourceVersion);
        written.IsDeleting.ShouldBeTrue();
    }

    [Fact]
    public async Task DeleteAsync_PoliciesInTurn_SwapTheFinalizersOfTheCollector()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);
        await registry.CreateAsync("""{"metadata":{"name":"two"}}""");

        var orphan = await registry.DeleteAsync("two", new DeleteOptions(PropagationPolicy: "Orphan"));
        var foreground = await registry.DeleteAsync("two", new DeleteOptions(PropagationPolicy: "Foreground"));
        var background = await registry.DeleteAsync("two", new DeleteOptions(PropagationPolicy: "Background"));

        MetadataView.Of(orphan.Object.ToTree()).Finalizers.ShouldBe(["orphan"]);
        MetadataView.Of(foreground.Object.ToTree()).Finalizers.ShouldBe(["foregroundDeletion"]);
        background.Gone.ShouldBeTrue();
    }

    [Fact]
    public async Task DeleteAsync_PreconditionsThatFail_Conflict()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);
        var made = await registry.CreateAsync("""{"metadata":{"name":"one"}}""");

        var uid = await TestRegistry.RefusalAsync(() => registry.DeleteAsync("one", new DeleteOptions(PreconditionUid: "u")));
        var version = await TestRegistry.RefusalAsync(() => registry.DeleteAsync("one", new DeleteOptions(PreconditionResourceVersion: "1")));

        uid.Message.ShouldBe(
            $"Operation cannot be fulfilled on ConfigMap \"one\": the UID in the precondition (u) does not match the UID in record ({made.Uid}). " +
            "The object might have been deleted and then recreated");
        version.Message.ShouldBe(
            "Operation cannot be fulfilled on ConfigMap \"one\": the ResourceVersion in the precondition (1) does not match the " +
            $"ResourceVersion in record ({made.ResourceVersion}). The object might have been modified");
        version.Details!.Kind.ShouldBe("ConfigMap");
    }

    [Fact]
    public async Task DeleteAsync_UnknownPolicy_IsInvalid()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);
        await registry.CreateAsync("""{"metadata":{"name":"one"}}""");

        var status = await TestRegistry.RefusalAsync(() => registry.DeleteAsync("one", new DeleteOptions(PropagationPolicy: "Sideways")));

        status.Message.ShouldBe(
            "DeleteOptions.meta.k8s.io \"\" is invalid: propagationPolicy: Unsupported value: \"Sideways\": " +
            "supported values: \"Foreground\", \"Background\", \"Orphan\", \"nil\"");
    }

    [Fact]
    public async Task DeleteAsync_DryRun_KeepsTheObject()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);
        await registry.CreateAsync("""{"metadata":{"name":"one"}}""");

        var outcome = await registry.DeleteAsync("one", context: registry.Context("one") with { DryRun = true });

        outcome.Gone.ShouldBeTrue();
        (await registry.GetAsync("one")).Name.ShouldBe("one");
    }

    [Fact]
    public async Task DeleteAsync_GracefulKind_WaitsUntilItsTimeIsCutToZero()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps with { Strategy = new GracefulStrategy() });
        await registry.CreateAsync("""{"metadata":{"name":"pod"}}""");

        var marked = await registry.DeleteAsync("pod");
        var longer = await registry.DeleteAsync("pod", new DeleteOptions(GracePeriodSeconds: 60));
        var shorter = await registry.DeleteAsync("pod", new DeleteOptions(GracePeriodSeconds: 10));
        var now = await registry.DeleteAsync("pod", new DeleteOptions(GracePeriodSeconds: 0));

        var meta = MetadataView.Of(marked.Object.ToTree());
        meta.DeletionGracePeriodSeconds.ShouldBe(30);
        meta.DeletionTimestamp.ShouldBe(registry.Time.GetUtcNow().AddSeconds(30));
        longer.Object.ResourceVersion.ShouldBe(marked.Object.ResourceVersion);
        MetadataView.Of(shorter.Object.ToTree()).DeletionTimestamp.ShouldBe(registry.Time.GetUtcNow().AddSeconds(10));
        shorter.Gone.ShouldBeFalse();
        now.Gone.ShouldBeTrue();
    }

    [Fact]
    public async Task DeleteAsync_HeldByTheStrategy_IsMarkedAndGoesWhenReleased()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps with { Strategy = new HeldStrategy() });
        await registry.CreateAsync("""{"metadata":{"name":"ns"},"data":{"held":"yes"}}""");

        var marked = await registry.DeleteAsync("ns");
        var again = await registry.DeleteAsync("ns");
        await registry.MergeAsync("ns", """{"data":{"held":null}}""");

        marked.Gone.ShouldBeFalse();
        JsonNodes.GetString(marked.Object.ToTree(), "data", "phase").ShouldBe("Terminating");
        again.Object.ResourceVersion.ShouldBe(marked.Object.ResourceVersion);
        (await TestRegistry.RefusalAsync(() => registry.GetAsync("ns"))).Code.ShouldBe(404);
    }

    [Fact]
    public async Task DeleteCollectionAsync_WithSelector_DeletesWhatMatchesAndTellsIt()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);
        await registry.CreateAsync("""{"metadata":{"name":"a","labels":{"app":"x"}}}""");
        await registry.CreateAsync("""{"metadata":{"name":"b","labels":{"app":"x"},"finalizers":["example.com/f"]}}""");
        await registry.CreateAsync("""{"metadata":{"name":"c","labels":{"app":"y"}}}""");

        var deleted = await registry.Store.DeleteCollectionAsync(
            registry.Context(), new ListQuery(LabelSelector: "app=x"), new DeleteOptions(), TestRegistry.Token);

        deleted.Items.Select(i => i.Name).ShouldBe(["a", "b"]);
        deleted.Items.ShouldAllBe(i => !i.IsDeleting);
        var left = await registry.ListAsync(new ListQuery());
        left.Items.Select(i => (i.Name, i.IsDeleting)).ShouldBe([("b", true), ("c", false)]);
    }

    private sealed class GracefulStrategy : ResourceStrategy
    {
        public override long? GracePeriodSeconds(JsonObject obj, DeleteOptions options) => options.GracePeriodSeconds ?? 30;
    }

    private sealed class HeldStrategy : ResourceStrategy
    {
        public override bool IsHeld(JsonObject obj) => JsonNodes.GetString(obj, "data", "held") is not null;

        public override void PrepareForDeletion(OperationContext context, JsonObject obj) =>
            JsonNodes.Ensure(obj, "data")["phase"] = "Terminating";
    }
}
