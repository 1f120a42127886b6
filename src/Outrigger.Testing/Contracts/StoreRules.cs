using System.Text;
using Outrigger.Storage.Contract;
using Outrigger.Testing.Time;

namespace Outrigger.Testing.Contracts;

/// <summary>One store under test, and what the rules need to speak of it.</summary>
internal abstract class StoreRules(IStore store, long start, FakeTimeProvider clock)
{
    protected static readonly CancellationToken None = CancellationToken.None;

    protected FakeTimeProvider Clock { get; } = clock;

    protected IStore Store { get; } = store;

    /// <summary>The revision of the empty store.</summary>
    protected long Start { get; } = start;

    protected static string Text(StoreRecord record) => Encoding.UTF8.GetString(record.Value.Span);

    protected static string Text(StoreEvent change) => change.Value is { } v ? Encoding.UTF8.GetString(v.Span) : "(deleted)";

    protected static StoreWrite Put(string key, string value, long expected = 0, TimeSpan? ttl = null) =>
        new(key, Encoding.UTF8.GetBytes(value), expected, ttl);

    protected static StoreWrite Delete(string key, long expected) => new(key, null, expected);

    protected async Task<long> CommitAsync(params StoreWrite[] writes) =>
        (await Store.CommitAsync(writes, None)).ShouldBeOfType<CommitResult.Committed>().Revision;

    protected async Task<RangePage> RangeAsync(string prefix, string? after = null, int limit = 0, long revision = 0) =>
        await Store.RangeAsync(new RangeQuery(prefix, after, limit, revision), None);

    protected async Task<List<string>> KeysAsync(string prefix, long revision = 0) =>
        [.. (await RangeAsync(prefix, revision: revision)).Records.Select(r => r.Key)];
}
