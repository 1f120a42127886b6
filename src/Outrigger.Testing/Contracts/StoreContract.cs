using Outrigger.Storage.Contract;
using Outrigger.Testing.Time;

namespace Outrigger.Testing.Contracts;

/// <summary>Opens a new, empty store that takes its time from the clock; the contract disposes of it.</summary>
public delegate Task<IStore> StoreOpener(TimeProvider clock, CancellationToken cancellationToken);

/// <summary>
/// What every <see cref="IStore"/> must do, rule by rule, for any test framework: make a test of every name in <see cref="Rules"/>
/// (a theory, a test-case source) that calls <see cref="CheckAsync"/>.
/// </summary>
public static class StoreContract
{
    private static readonly Type[] General = [typeof(StoreCommitRules), typeof(StoreReadRules), typeof(StoreFeedRules)];

    /// <summary>What every store must do.</summary>
    public static IReadOnlyList<string> Rules { get; } = [.. General.SelectMany(Rule.Names)];

    /// <summary>What a store does beside that when times to live are kept by the clock of this process.</summary>
    public static IReadOnlyList<string> TimeRules { get; } = [.. Rule.Names(typeof(StoreTimeRules))];

    /// <summary>Checks one rule on a store of its own; throws <see cref="ContractException"/> when it is not kept.</summary>
    public static async Task CheckAsync(string rule, StoreOpener open, CancellationToken cancellationToken = default)
    {
        var clock = new FakeTimeProvider();
        await using var store = await open(clock, cancellationToken);
        var start = await store.CurrentRevisionAsync(cancellationToken);
        StoreRules[] all =
        [
            new StoreCommitRules(store, start, clock), new StoreReadRules(store, start, clock),
            new StoreFeedRules(store, start, clock), new StoreTimeRules(store, start, clock),
        ];
        var rules = all.FirstOrDefault(r => Rule.Names(r.GetType()).Contains(rule, StringComparer.Ordinal))
            ?? throw new ArgumentException($"the contract of stores has no rule {rule}", nameof(rule));
        await Rule.RunAsync(rules, rule);
    }
}
