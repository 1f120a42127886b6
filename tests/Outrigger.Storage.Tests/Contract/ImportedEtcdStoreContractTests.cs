using Outrigger.Storage.Contract;
using Outrigger.Storage.Etcd;
using Outrigger.Storage.Tests.Etcd;

namespace Outrigger.Storage.Tests.Contract;

/// <summary>A store of etcd whose revisions are not etcd's own, as after an import.</summary>
public sealed class ImportedEtcdStoreContractTests(EtcdFixture etcd) : StoreContractTests, IClassFixture<EtcdFixture>
{
    protected override async Task<IStore> OpenAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        var options = etcd.Options();
        using var import = await EtcdImport.OpenAsync(options, cancellationToken);
        await (await import.BeginAsync(12345, cancellationToken)).DisposeAsync();
        await import.FinishAsync(cancellationToken);
        return await EtcdStore.OpenAsync(options, cancellationToken);
    }
}
