using System.Text;
using Outrigger.Storage.Contract;
using Outrigger.TestKit;

namespace Outrigger.Storage.Tests.Contract;

/// <summary>What every store must do; a test class for each implementation derives from it.</summary>
public abstract class StoreContract : IAsyncLifetime
{
    protected static readonly CancellationToken None = CancellationToken.None;

    protected FakeTimeProvider Clock { get; } = new();

    protected IStore Store { get; private set; } = null!;

    /// <summary>The revision of the empty store.</summary>
    protected long Start { get; private set; }

    public virtual async ValueTask InitializeAsync()
    {
        Store = await OpenAsync();
        Start = await Store.CurrentRevisionAsync(None);
    }

    public virtual async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract ValueTask<IStore> OpenAsync();

    protected static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    protected static string Text(StoreRecord record) => Encoding.UTF8.GetString(record.Value.Span);

    protected static string Text(StoreEvent change) => change.Value is { } v ? Encoding.UTF8.GetString(v.Span) : "(deleted)";

    protected static StoreWrite Put(string key, string value, long expected = 0, TimeSpan? ttl = null) => new(key, Bytes(value), expected, ttl);

    protected static StoreWrite Delete(string key, long expected) => new(key, null, expected);

    protected async Task<long> CommitAsync(params StoreWrite[] writes) =>
        (await Store.CommitAsync(writes, None)).ShouldBeOfType<CommitResult.Committed>().Revision;

    protected async Task<RangePage> RangeAsync(string prefix, string? after = null, int limit = 0, long revision = 0) =>
        await Store.RangeAsync(new RangeQuery(prefix, after, limit, revision), None);

    protected async Task<List<string>> KeysAsync(string prefix, long revision = 0) =>
        [.. (await RangeAsync(prefix, revision: revision)).Records.Select(r => r.Key)];
}
