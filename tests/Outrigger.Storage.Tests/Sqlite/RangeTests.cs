using System.Text;
using Outrigger.Storage.Contract;

namespace Outrigger.Storage.Tests.Sqlite;

/// <summary>Ranges over keys with few rows and many: what is read is as of one revision, whatever lies in the log.</summary>
public sealed class RangeTests : SqliteFixture
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public async Task Range_OfKeysWithManyRows_IsTheStateOfEachRevision(int pageSize)
    {
        await using var store = await OpenAsync();
        var now = new SortedDictionary<string, (string Value, long Revision)>(StringComparer.Ordinal);
        var states = new List<(long Revision, KeyValuePair<string, string>[] State)>();
        var random = new Random(7);
        for (var i = 0; i < 300; i++)
        {
            // a few keys get most of the writes, so that they have more rows than are walked over
            var key = $"a/b/{Math.Min(random.Next(12), random.Next(12)):00}";
            var there = now.GetValueOrDefault(key);
            var value = there.Revision > 0 && random.Next(5) == 0 ? null : $"value {i}";
            var write = value is null ? new StoreWrite(key, null, there.Revision) : Put(key, value, there.Revision);
            var revision = await CommitAsync(store, write);
            now.Remove(key);
            if (value is not null)
            {
                now[key] = (value, revision);
            }

            states.Add((revision, [.. now.Select(p => KeyValuePair.Create(p.Key, p.Value.Value))]));
        }

        foreach (var (revision, state) in states.Where((_, i) => i % 23 == 0).Append(states[^1]))
        {
            (await ReadAsync(store, revision, pageSize)).ShouldBe(state);
        }
    }

    [Fact]
    public async Task Range_WhosePageEndsWithTheLastKey_HasNoMore()
    {
        await using var store = await OpenAsync();
        await CommitAsync(store, Put("a/b/1"), Put("a/b/2"), Put("a/c/1"));

        var page = await store.RangeAsync(new RangeQuery("a/b/", Limit: 2), None);

        page.Records.Count.ShouldBe(2);
        page.More.ShouldBeFalse();
        (await store.RangeAsync(new RangeQuery("a/b/", Limit: 1), None)).More.ShouldBeTrue();
    }

    private static async Task<List<KeyValuePair<string, string>>> ReadAsync(IStore store, long revision, int pageSize)
    {
        var read = new List<KeyValuePair<string, string>>();
        string? after = null;
        while (true)
        {
            var page = await store.RangeAsync(new RangeQuery("a/b/", after, pageSize, revision), None);
            read.AddRange(page.Records.Select(r => KeyValuePair.Create(r.Key, Encoding.UTF8.GetString(r.Value.Span))));
            if (!page.More)
            {
                return read;
            }

            page.Records.Count.ShouldBe(pageSize);
            after = page.Records[^1].Key;
        }
    }
}
