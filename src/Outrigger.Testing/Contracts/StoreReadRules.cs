using Outrigger.Storage.Contract;
using Outrigger.Testing.Time;

namespace Outrigger.Testing.Contracts;

/// <summary>Ranges, pages, past states, compaction.</summary>
internal sealed class StoreReadRules(IStore store, long start, FakeTimeProvider clock) : StoreRules(store, start, clock)
{
    public async Task Range_GivesKeysInByteOrder()
    {
        // U+FF5E sorts before U+1F600 as UTF-8, after it as UTF-16.
        string[] keys = ["a/b/A", "a/b/a", "a/b/a-b", "a/b/a/b", "a/b/b", "a/b/\uFF5E", "a/b/\U0001F600"];
        foreach (var key in keys.Reverse())
        {
            await CommitAsync(Put(key, "x"));
        }

        (await KeysAsync("a/b/")).ShouldBe(keys);
    }

    public async Task Range_OfAPrefix_ReadsNoOther()
    {
        await CommitAsync(Put("g/things/a", "1"), Put("g/things.other/a", "2"), Put("g/thingsmore/a", "3"), Put("g/things/b/c", "4"));

        (await KeysAsync("g/things/")).ShouldBe(["g/things/a", "g/things/b/c"]);
        (await KeysAsync("g/things/a")).ShouldBe(["g/things/a"]);
        (await KeysAsync("g/things/b")).ShouldBeEmpty();
        (await KeysAsync("")).Count.ShouldBe(4);
    }

    public async Task Range_WithALimit_PagesThroughAll()
    {
        for (var i = 0; i < 25; i++)
        {
            await CommitAsync(Put($"a/b/{i:00}", "x"));
        }

        var seen = new List<string>();
        var page = await RangeAsync("a/b/", limit: 10);
        var revision = page.Revision;
        while (page.More)
        {
            page.Records.Count.ShouldBe(10);
            seen.AddRange(page.Records.Select(r => r.Key));
            page = await RangeAsync("a/b/", seen[^1], 10, revision);
        }

        seen.AddRange(page.Records.Select(r => r.Key));
        seen.ShouldBe(Enumerable.Range(0, 25).Select(i => $"a/b/{i:00}"));
    }

    public async Task Range_AtARevision_ShowsTheStateOfThen()
    {
        var first = await CommitAsync(Put("a/b/1", "old"));
        var second = await CommitAsync(Put("a/b/2", "x"));
        var third = await CommitAsync(Put("a/b/1", "new", first));
        var fourth = await CommitAsync(Delete("a/b/2", second));

        (await KeysAsync("a/b/", Start)).ShouldBeEmpty();
        (await RangeAsync("a/b/", revision: second)).Records.Select(Text).ShouldBe(["old", "x"]);
        (await RangeAsync("a/b/", revision: third)).Records.Select(Text).ShouldBe(["new", "x"]);
        var last = await RangeAsync("a/b/", revision: fourth);
        last.Records.Select(Text).ShouldBe(["new"]);
        last.Revision.ShouldBe(fourth);
    }

    public async Task Range_OfARevisionToCome_IsRefused()
    {
        var e = await Expect.ThrowsAsync<RevisionAheadException>(async () => await RangeAsync("a/b/", revision: Start + 99));

        (e.Requested, e.Current).ShouldBe((Start + 99, Start));
    }

    public async Task Compact_ForgetsTheStatesBefore()
    {
        var first = await CommitAsync(Put("a/b/1", "1"));
        var second = await CommitAsync(Put("a/b/1", "2", first));
        var third = await CommitAsync(Put("a/b/1", "3", second));

        await Store.CompactAsync(second, None);

        var e = await Expect.ThrowsAsync<RevisionCompactedException>(async () => await RangeAsync("a/b/", revision: first));
        (e.Requested, e.Oldest).ShouldBe((first, second));
        Text((await RangeAsync("a/b/", revision: second)).Records[0]).ShouldBe("2");
        Text((await RangeAsync("a/b/", revision: third)).Records[0]).ShouldBe("3");
        (await Store.CurrentRevisionAsync(None)).ShouldBeAtLeast(third);
    }

    public async Task Compact_OfWhatIsCompacted_DoesNothing()
    {
        var first = await CommitAsync(Put("a/b/1", "1"));
        var second = await CommitAsync(Put("a/b/1", "2", first));
        await Store.CompactAsync(second, None);

        await Store.CompactAsync(first, None);

        await Expect.ThrowsAsync<RevisionCompactedException>(async () => await RangeAsync("a/b/", revision: first));
    }

    public async Task Compact_OfMuch_LeavesEveryNewestRecord()
    {
        var revisions = new Dictionary<string, long>();
        for (var i = 0; i < 700; i++)
        {
            var key = $"a/b/{i % 50:00}";
            revisions[key] = await CommitAsync(Put(key, $"{i}", revisions.GetValueOrDefault(key)));
        }

        var kept = await RangeAsync("a/b/");
        foreach (var key in revisions.Keys.Where((_, i) => i % 2 == 0).ToList())
        {
            await CommitAsync(Delete(key, revisions[key]));
        }

        await Store.CompactAsync(kept.Revision, None);
        (await RangeAsync("a/b/", revision: kept.Revision)).Records.Select(Text).ShouldBe(kept.Records.Select(Text));
        await Store.CompactAsync(await Store.CurrentRevisionAsync(None), None);
        (await KeysAsync("a/b/")).Count.ShouldBe(25);
        var before = await Store.CurrentRevisionAsync(None);
        before.ShouldBeAtLeast(kept.Revision + 25);
        (await CommitAsync(Put("a/b/00", "again"))).ShouldBe(before + 1);
    }
}
