using Outrigger.Storage.Contract;
using Outrigger.Storage.Tests.Etcd;

namespace Outrigger.Storage.Tests.Contract;

public sealed class EtcdStoreContractTests(EtcdFixture etcd) : StoreContractTests, IClassFixture<EtcdFixture>
{
    protected override async Task<IStore> OpenAsync(TimeProvider clock, CancellationToken cancellationToken) => await etcd.OpenAsync();
}
