using Outrigger.Storage.Cache;
using Outrigger.Storage.Contract;

namespace Outrigger.Storage.Tests.Cache;

public sealed class ReadTests : CacheFixture
{
    [Fact]
    public async Task Open_OfAFilledStore_ShowsWhatIsThere()
    {
        await Store.CommitAsync([new StoreWrite(Key("a"), Thing("a").EncodeValue(), 0), new StoreWrite(Key("b"), Thing("b", "red").EncodeValue(), 0)], None);

        var cache = await OpenAsync();

        cache.Current.Count.ShouldBe(2);
        cache.Current.Revision.ShouldBe(2);
        Color(cache.Get(Key("b"))!).ShouldBe("red");
        cache.Get(Key("c")).ShouldBeNull();
        cache.Get(Key("a", "other")).ShouldBeNull();
    }

    [Fact]
    public async Task Range_IsInKeyOrder_AndStaysInItsNamespace()
    {
        var cache = await OpenAsync();
        foreach (var (ns, name) in new[] { ("b", "x"), ("a-b", "x"), ("a", "z"), ("a", "y-1"), ("a", "y"), ("ab", "x") })
        {
            await CreateAsync(cache, name, ns: ns);
        }

        var snapshot = cache.Current;
        snapshot.Range().Select(o => $"{o.Namespace}/{o.Name}").ShouldBe(["a-b/x", "a/y", "a/y-1", "a/z", "ab/x", "b/x"]);
        Names(snapshot, "a").ShouldBe(["y", "y-1", "z"]);
        Names(snapshot, "c").ShouldBeEmpty();
        snapshot.Range("a", Key("y", "a")).Select(o => o.Name).ShouldBe(["y-1", "z"]);
        snapshot.Range("a", Key("zz", "a")).ShouldBeEmpty();
        snapshot.Range("a", Key("x", "a-b")).Select(o => o.Name).ShouldBe(["y", "y-1", "z"]);
        (snapshot.CountRange(), snapshot.CountRange("a"), snapshot.CountRange("a", Key("y", "a")), snapshot.CountRange("", Key("z", "a"))).ShouldBe((6, 3, 2, 2));
    }

    [Fact]
    public async Task Snapshot_TakenBefore_DoesNotChange()
    {
        var cache = await OpenAsync();
        var a = await CreateAsync(cache, "a");
        var before = cache.Current;

        await DeleteAsync(cache, a);
        await CreateAsync(cache, "b");

        Names(before).ShouldBe(["a"]);
        Names(cache.Current).ShouldBe(["b"]);
    }

    [Fact]
    public async Task At_GivesEveryStateOfTheWindow()
    {
        var cache = await OpenAsync();
        var expected = new Dictionary<long, List<string>> { [1] = [] };
        for (var i = 0; i < 600; i++)
        {
            var name = $"t{i * 7 % 40}";
            var old = cache.Get(Key(name));
            var item = old is null ? await CreateAsync(cache, name, $"{i}")
                : i % 3 == 0 ? await DeleteAsync(cache, old)
                : await UpdateAsync(cache, old, $"{i}");
            expected[item.ResourceVersion] = [.. cache.Current.Range().Select(o => $"{o.Name}={Color(o)}@{o.ResourceVersion}")];
        }

        foreach (var (revision, items) in expected)
        {
            var snapshot = cache.At(revision);
            snapshot.Revision.ShouldBe(revision);
            snapshot.Range().Select(o => $"{o.Name}={Color(o)}@{o.ResourceVersion}").ShouldBe(items, $"at {revision}");
        }
    }

    [Fact]
    public async Task At_OutsideOfTheWindow_IsRefused()
    {
        var cache = await OpenAsync();
        for (var i = 0; i < 2_000; i++)
        {
            await CreateAsync(cache, $"t{i}");
        }

        Should.Throw<RevisionCompactedException>(() => cache.At(2)).Oldest.ShouldBeInRange(500, 1_300);
        Should.Throw<RevisionAheadException>(() => cache.At(5_000)).Current.ShouldBe(2_001);
        cache.At(1_900).Count.ShouldBe(1_899);
    }

    [Fact]
    public async Task AtLeast_OfAKnownRevision_CompletesAtOnce()
    {
        var cache = await OpenAsync();
        var item = await CreateAsync(cache, "a");

        var reading = cache.AtLeastAsync(item.ResourceVersion, None);

        reading.IsCompletedSuccessfully.ShouldBeTrue();
        (await reading).Revision.ShouldBe(item.ResourceVersion);
    }

    [Fact]
    public async Task AtLeast_OfARevisionToCome_WaitsForIt()
    {
        var cache = await OpenAsync();
        var reading = cache.AtLeastAsync(3, None).AsTask();
        await CreateAsync(cache, "a");
        reading.IsCompleted.ShouldBeFalse();

        await CreateAsync(cache, "b");

        (await reading).Count.ShouldBe(2);
    }

    [Fact]
    public async Task AtLeast_OfARevisionThatDoesNotCome_GivesUpAfterThreeSeconds()
    {
        var cache = await OpenAsync();
        var reading = cache.AtLeastAsync(100, None).AsTask();

        Clock.Advance(TimeSpan.FromSeconds(2.9));
        reading.IsCompleted.ShouldBeFalse();
        Clock.Advance(TimeSpan.FromSeconds(0.2));

        var e = await Should.ThrowAsync<RevisionAheadException>(reading);
        e.Message.ShouldBe("Too large resource version: 100, current: 1");
    }

    [Fact]
    public async Task Latest_SeesWhatAnotherWriterCommitted()
    {
        var cache = await OpenAsync();
        for (var i = 0; i < 100; i++)
        {
            await Store.CommitAsync([new StoreWrite(Key($"t{i}"), Thing($"t{i}").EncodeValue(), 0)], None);
            (await cache.LatestAsync(None)).Get(Key($"t{i}")).ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task Reads_BeforeTheResourceIsLoaded_AreRefused()
    {
        var hold = new TaskCompletionSource();
        Store.BeforeRange = _ => hold.Task;
        var cache = Cache.Open(Things, Facts);

        Should.Throw<StoreUnavailableException>(() => cache.Current);
        Should.Throw<StoreUnavailableException>(() => cache.OpenCursor(1));
        hold.SetResult();
        await cache.ReadyAsync(None);

        cache.Current.Count.ShouldBe(0);
    }
}
