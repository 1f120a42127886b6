using System.Text;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Sqlite;

namespace Outrigger.Storage.Tests.Sqlite;

public abstract class SqliteFixture : IDisposable
{
    protected static readonly CancellationToken None = CancellationToken.None;
    private readonly TemporaryFolder folder = new();

    protected string File => folder.File("store.db");

    public void Dispose()
    {
        folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected async Task<IStore> OpenAsync(Func<SqliteStoreOptions, SqliteStoreOptions>? change = null)
    {
        var options = new SqliteStoreOptions { Path = File };
        return await SqliteStore.OpenAsync(change?.Invoke(options) ?? options, None);
    }

    protected static StoreWrite Put(string key, string value = "x", long expected = 0) => new(key, Encoding.UTF8.GetBytes(value), expected);

    protected static async Task<long> CommitAsync(IStore store, params StoreWrite[] writes) =>
        (await store.CommitAsync(writes, None)).ShouldBeOfType<CommitResult.Committed>().Revision;

    protected static async Task<List<string>> KeysAsync(IStore store) =>
        [.. (await store.RangeAsync(new RangeQuery(""), None)).Records.Select(r => r.Key)];
}
