using System.Globalization;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.Registry.Operations;
using Outrigger.Storage.Cache;
using Outrigger.TestKit;
using Shouldly;

namespace Outrigger.Registry.Tests;

public sealed class WatchTests
{
    [Fact]
    public async Task WatchAsync_LabelSelector_TurnsLeavingIntoDeleted()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);
        var list = await registry.ListAsync(new ListQuery());
        await using var watch = await registry.WatchAsync(new WatchQuery(LabelSelector: "app=w", ResourceVersion: Text(list.ResourceVersion)));

        await registry.CreateAsync("""{"metadata":{"name":"a","labels":{"app":"w"}}}""");
        await registry.CreateAsync("""{"metadata":{"name":"b","labels":{"app":"x"}}}""");
        await registry.MergeAsync("a", """{"data":{"k":"v"}}""");
        var left = await registry.MergeAsync("a", """{"metadata":{"labels":{"app":"x"}}}""");
        var back = await registry.MergeAsync("a", """{"metadata":{"labels":{"app":"w"}}}""");

        var items = await ReadAsync(watch, 4);
        items.Select(i => i.Type).ShouldBe(
            [WatchItemType.Added, WatchItemType.Modified, WatchItemType.Deleted, WatchItemType.Added]);
        items[2].Object!.ResourceVersion.ShouldBe(left.ResourceVersion);
        items[2].Object!.Labels["app"].ShouldBe("w");
        items[3].Object!.ResourceVersion.ShouldBe(back.ResourceVersion);
    }

    [Fact]
    public async Task WatchAsync_Deletion_ShowsTheLastStateUnderTheNewRevision()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);
        var made = await registry.CreateAsync("""{"metadata":{"name":"a","finalizers":["example.com/f"]}}""");
        await using var watch = await registry.WatchAsync(new WatchQuery(ResourceVersion: Text(made.ResourceVersion)));

        await registry.DeleteAsync("a");
        await registry.MergeAsync("a", """{"metadata":{"finalizers":null}}""");

        var items = await ReadAsync(watch, 2);
        items.Select(i => i.Type).ShouldBe([WatchItemType.Modified, WatchItemType.Deleted]);
        items[1].Object!.ResourceVersion.ShouldBe(registry.Cache.Revision);
        JsonNodes.GetArray(items[1].Object!.ToTree(), "metadata", "finalizers")!.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    public async Task WatchAsync_WithoutARevision_StartsWithTheState(string resourceVersion)
    {
        await using var registry = await TwoAsync();
        await using var watch = await registry.WatchAsync(new WatchQuery(ResourceVersion: resourceVersion));

        await registry.CreateAsync("""{"metadata":{"name":"c"}}""");

        Show(await ReadAsync(watch, 3)).ShouldBe(["Added a", "Added b", "Added c"]);
    }

    [Fact]
    public async Task WatchAsync_FromARevision_ReplaysHistory()
    {
        await using var registry = await TwoAsync();
        var b = await registry.GetAsync("b");
        await registry.MergeAsync("a", """{"data":{"k":"v"}}""");
        await registry.DeleteAsync("b");

        await using var watch = await registry.WatchAsync(new WatchQuery(ResourceVersion: Text(b.ResourceVersion)));

        Show(await ReadAsync(watch, 3)).ShouldBe(["Added a", "Modified a", "Deleted b"]);
    }

    [Fact]
    public async Task WatchAsync_OtherNamespace_IsNotShown()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);
        await using var watch = await registry.WatchAsync(new WatchQuery());

        await registry.CreateAsync("""{"metadata":{"name":"a"}}""", registry.Context(ns: "other"));
        await registry.CreateAsync("""{"metadata":{"name":"b"}}""");

        Show(await ReadAsync(watch, 1)).ShouldBe(["Added b"]);
    }

    [Fact]
    public async Task WatchAsync_OneName_ShowsThatNameOnly()
    {
        await using var registry = await TwoAsync();
        await using var watch = await registry.WatchAsync(new WatchQuery(FieldSelector: "metadata.name=b"));

        await registry.MergeAsync("a", """{"data":{"k":"v"}}""");
        await registry.DeleteAsync("b");

        Show(await ReadAsync(watch, 2)).ShouldBe(["Added b", "Deleted b"]);
    }

    [Fact]
    public async Task WatchAsync_WatchList_MarksTheEndOfTheState()
    {
        await using var registry = await TwoAsync();
        var query = new WatchQuery(ResourceVersionMatch: "NotOlderThan", AllowBookmarks: true, SendInitialEvents: true);
        await using var watch = await registry.WatchAsync(query);

        await registry.CreateAsync("""{"metadata":{"name":"c"}}""");

        var items = await ReadAsync(watch, 4);
        Show(items).ShouldBe(["Added a", "Added b", "InitialEventsEnd ", "Added c"]);
        items[2].Revision.ShouldBe(items[3].Revision - 1);
    }

    [Fact]
    public async Task WatchAsync_InitialEventsRefused_ShowsChangesOnly()
    {
        await using var registry = await TwoAsync();
        await using var watch = await registry.WatchAsync(new WatchQuery(ResourceVersionMatch: "NotOlderThan", SendInitialEvents: false));

        await registry.CreateAsync("""{"metadata":{"name":"c"}}""");

        Show(await ReadAsync(watch, 1)).ShouldBe(["Added c"]);
    }

    [Fact]
    public async Task WatchAsync_Quiet_SendsABookmarkAMinute()
    {
        await using var registry = await TwoAsync();
        var timers = registry.Time.ActiveTimers;
        await using var watch = await registry.WatchAsync(new WatchQuery(ResourceVersion: Text(registry.Cache.Revision), AllowBookmarks: true));

        for (var i = 0; i < 2; i++)
        {
            var read = ReadAsync(watch, 1);
            await Eventually.TrueAsync(() => registry.Time.ActiveTimers > timers, "the watch to wait");
            registry.Time.Advance(TimeSpan.FromSeconds(61));

            var item = (await read).ShouldHaveSingleItem();
            item.Type.ShouldBe(WatchItemType.Bookmark);
            item.Revision.ShouldBe(registry.Cache.Revision);
        }
    }

    [Fact]
    public async Task WatchAsync_HistoryGone_FailsAtTheFirstRead()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps, new WatchCacheOptions { MaxEvents = 1 });
        var made = await registry.CreateAsync("""{"metadata":{"name":"a"}}""");
        for (var i = 0; i < 600; i++)
        {
            await registry.MergeAsync("a", $$$"""{"data":{"n":"{{{i}}}"}}""");
        }

        await using var watch = await registry.WatchAsync(new WatchQuery(ResourceVersion: Text(made.ResourceVersion)));

        var status = Should.Throw<StatusException>(() => watch.TryRead(out _)).Status;
        status.Code.ShouldBe(410);
        status.Reason.ShouldBe("Expired");
        status.Message.ShouldStartWith($"too old resource version: {made.ResourceVersion} (");
    }

    [Fact]
    public async Task WatchAsync_SlowReader_IsCutWhenItFallsOutOfTheWindow()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps, new WatchCacheOptions { MaxEvents = 1 });
        await registry.CreateAsync("""{"metadata":{"name":"a"}}""");
        await using var watch = await registry.WatchAsync(new WatchQuery(ResourceVersion: Text(registry.Cache.Revision)));
        for (var i = 0; i < 600; i++)
        {
            await registry.MergeAsync("a", $$$"""{"data":{"n":"{{{i}}}"}}""");
        }

        Should.Throw<StatusException>(() => watch.TryRead(out _)).Status.Code.ShouldBe(410);
    }

    [Fact]
    public async Task WatchAsync_RevisionThatIsNotReached_ShowsNothingNew()
    {
        await using var registry = await TwoAsync();
        await using var watch = await registry.WatchAsync(new WatchQuery(ResourceVersion: "999999999"));

        await registry.CreateAsync("""{"metadata":{"name":"c"}}""");

        watch.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task WatchAsync_WatchListOfARevisionThatIsNotReached_FailsAtTheFirstRead()
    {
        await using var registry = await TwoAsync();
        var timers = registry.Time.ActiveTimers;
        var query = new WatchQuery(ResourceVersion: "999999999", ResourceVersionMatch: "NotOlderThan", SendInitialEvents: true);

        var opening = registry.WatchAsync(query);
        await Eventually.TrueAsync(() => registry.Time.ActiveTimers > timers, "the watch to wait");
        registry.Time.Advance(TimeSpan.FromSeconds(4));
        await using var watch = await opening;

        Should.Throw<StatusException>(() => watch.TryRead(out _)).Status.Code.ShouldBe(504);
    }

    [Fact]
    public async Task WatchAsync_NewServingGeneration_EndsCleanly()
    {
        await using var registry = await TwoAsync();
        await using var watch = await registry.WatchAsync(new WatchQuery(ResourceVersion: Text(registry.Cache.Revision)));

        var waiting = watch.WaitAsync(TestRegistry.Token).AsTask();
        registry.Store.Cache.EndWatches();

        (await waiting).ShouldBeFalse();
    }

    [Theory]
    [InlineData("x", "", false, 500, "resourceVersion: Invalid value: \"x\": strconv.ParseUint: parsing \"x\": invalid syntax")]
    [InlineData("", "NotOlderThan", false, 422, "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided")]
    [InlineData("", "", true, 422, "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan")]
    public async Task WatchAsync_BadParameters_AreRefusedAtOnce(string resourceVersion, string match, bool initial, int code, string message)
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);
        var query = new WatchQuery(ResourceVersion: resourceVersion, ResourceVersionMatch: match, SendInitialEvents: initial ? true : null);

        var status = await TestRegistry.RefusalAsync(() => registry.WatchAsync(query));

        status.Code.ShouldBe(code);
        status.Message.ShouldBe(message);
    }

    private static string Text(long revision) => revision.ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<string> Show(IEnumerable<WatchItem> items) => items.Select(i => $"{i.Type} {i.Object?.Name}");

    private static async Task<TestRegistry> TwoAsync()
    {
        var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);
        await registry.CreateAsync("""{"metadata":{"name":"b"}}""");
        await registry.CreateAsync("""{"metadata":{"name":"a"}}""");
        return registry;
    }

    private static async Task<List<WatchItem>> ReadAsync(IObjectWatch watch, int count)
    {
        var items = new List<WatchItem>();
        while (items.Count < count)
        {
            if (watch.TryRead(out var item))
            {
                items.Add(item);
            }
            else
            {
                (await watch.WaitAsync(TestRegistry.Token)).ShouldBeTrue();
            }
        }

        return items;
    }
}
