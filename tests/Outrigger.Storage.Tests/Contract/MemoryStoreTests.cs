using Outrigger.Storage.Contract;
using Outrigger.Storage.Memory;

namespace Outrigger.Storage.Tests.Contract;

public sealed class MemoryStoreTests : StoreContractOfFeeds
{
    protected override ValueTask<IStore> OpenAsync() => new(new MemoryStore(Clock));
}
