using Outrigger.Storage.Contract;
using Outrigger.Storage.Memory;

namespace Outrigger.Storage.Tests.Contract;

public sealed class MemoryStoreTests : TimedStoreContractTests
{
    protected override Task<IStore> OpenAsync(TimeProvider clock, CancellationToken cancellationToken) =>
        Task.FromResult<IStore>(new MemoryStore(clock));
}
