using Outrigger.Storage.Contract;
using Outrigger.Storage.Sqlite;
using Outrigger.Storage.Tests.Sqlite;

namespace Outrigger.Storage.Tests.Contract;

public sealed class SqliteStoreContractTests : TimedStoreContractTests, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    protected override async Task<IStore> OpenAsync(TimeProvider clock, CancellationToken cancellationToken) =>
        await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = folder.File("store.db"), TimeProvider = clock }, cancellationToken);
}
