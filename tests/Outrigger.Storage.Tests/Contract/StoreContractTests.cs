using Outrigger.Storage.Contract;
using Outrigger.Testing.Contracts;

namespace Outrigger.Storage.Tests.Contract;

/// <summary>The contract of stores as theories; a class for each store derives from it.</summary>
public abstract class StoreContractTests
{
    public static TheoryData<string> Rules => [.. StoreContract.Rules];

    public static TheoryData<string> TimeRules => [.. StoreContract.TimeRules];

    [Theory]
    [MemberData(nameof(Rules))]
    public Task Store_Always_Keeps(string rule) => StoreContract.CheckAsync(rule, OpenAsync);

    protected abstract Task<IStore> OpenAsync(TimeProvider clock, CancellationToken cancellationToken);
}
