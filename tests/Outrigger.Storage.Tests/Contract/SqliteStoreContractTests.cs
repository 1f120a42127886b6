using Outrigger.Storage.Contract;
using Outrigger.Storage.Sqlite;
using Outrigger.Storage.Tests.Sqlite;

namespace Outrigger.Storage.Tests.Contract;

public sealed class SqliteStoreContractTests : StoreContractOfTimes
{
    private readonly TemporaryFolder folder = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        folder.Dispose();
    }

    protected override async ValueTask<IStore> OpenAsync() =>
        await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = folder.File("store.db"), TimeProvider = Clock }, None);
}
