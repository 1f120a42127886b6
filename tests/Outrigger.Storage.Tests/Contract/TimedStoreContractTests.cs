using Outrigger.Testing.Contracts;

namespace Outrigger.Storage.Tests.Contract;

/// <summary>And for stores that keep times to live by the clock of this process.</summary>
public abstract class TimedStoreContractTests : StoreContractTests
{
    [Theory]
    [MemberData(nameof(TimeRules))]
    public Task Store_WithOurClock_Keeps(string rule) => StoreContract.CheckAsync(rule, OpenAsync);
}
