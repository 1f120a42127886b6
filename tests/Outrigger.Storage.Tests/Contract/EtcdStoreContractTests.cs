using Outrigger.Storage.Contract;
using Outrigger.Storage.Tests.Etcd;

namespace Outrigger.Storage.Tests.Contract;

public sealed class EtcdStoreContractTests(EtcdFixture etcd) : StoreContractOfFeeds, IClassFixture<EtcdFixture>
{
    protected override async ValueTask<IStore> OpenAsync() => await etcd.OpenAsync();
}
