using Outrigger.Storage.Contract;
using Outrigger.Storage.Memory;

namespace Outrigger.Storage.Tests.Contract;

public sealed class MemoryStoreTests : StoreContractOfTimes
{
    protected override ValueTask<IStore> OpenAsync() => new(new MemoryStore(Clock));
}
