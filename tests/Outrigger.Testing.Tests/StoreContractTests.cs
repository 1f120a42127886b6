using Outrigger.Storage.Contract;
using Outrigger.Storage.Memory;
using Outrigger.Testing.Contracts;

namespace Outrigger.Testing.Tests;

/// <summary>The contract must catch stores that are wrong; that right ones pass is shown where the stores are tested.</summary>
public sealed class StoreContractTests
{
    [Theory]
    [InlineData("Commit_OverAnExistingKeyAsNew_Conflicts")]
    [InlineData("Commit_WithAnOldRevision_Conflicts")]
    [InlineData("Commit_OfWhichOneConflicts_WritesNothing")]
    public async Task Check_OfAStoreThatForgetsItsVersionChecks_Fails(string rule) =>
        await Should.ThrowAsync<ContractException>(() => StoreContract.CheckAsync(rule, (clock, _) => Task.FromResult<IStore>(new Careless(new MemoryStore(clock)))));

    [Fact]
    public async Task Check_OfAStoreThatLosesEvents_Fails() =>
        await Should.ThrowAsync<ContractException>(() => StoreContract.CheckAsync(
            "Watch_FromBeforeADeletion_TellsItFromAnEmptyValue", (clock, _) => Task.FromResult<IStore>(new Forgetful(new MemoryStore(clock)))));

    [Fact]
    public async Task Check_OfARuleThatIsNone_SaysSo() =>
        await Should.ThrowAsync<ArgumentException>(() => StoreContract.CheckAsync("No_Such_Rule", (clock, _) => Task.FromResult<IStore>(new MemoryStore(clock))));

    private abstract class Wrapped(IStore inner) : IStore
    {
        protected IStore Inner => inner;

        public virtual ValueTask<CommitResult> CommitAsync(IReadOnlyList<StoreWrite> writes, CancellationToken cancellationToken) => inner.CommitAsync(writes, cancellationToken);

        public ValueTask CompactAsync(long revision, CancellationToken cancellationToken) => inner.CompactAsync(revision, cancellationToken);

        public ValueTask<RangePage> RangeAsync(RangeQuery query, CancellationToken cancellationToken) => inner.RangeAsync(query, cancellationToken);

        public ValueTask<long> CurrentRevisionAsync(CancellationToken cancellationToken) => inner.CurrentRevisionAsync(cancellationToken);

        public virtual IAsyncEnumerable<IReadOnlyList<StoreEvent>> WatchAsync(string prefix, long afterRevision, CancellationToken cancellationToken) =>
            inner.WatchAsync(prefix, afterRevision, cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private sealed class Careless(IStore inner) : Wrapped(inner)
    {
        public override async ValueTask<CommitResult> CommitAsync(IReadOnlyList<StoreWrite> writes, CancellationToken cancellationToken)
        {
            var result = await Inner.CommitAsync(writes, cancellationToken);
            return result is CommitResult.Conflict { Current: { } current } conflict
                ? await CommitAsync([.. writes.Select(w => w.Key == conflict.Key ? w with { ExpectedRevision = current.ModRevision } : w)], cancellationToken)
                : result;
        }
    }

    private sealed class Forgetful(IStore inner) : Wrapped(inner)
    {
        public override async IAsyncEnumerable<IReadOnlyList<StoreEvent>> WatchAsync(
            string prefix, long afterRevision, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await foreach (var batch in Inner.WatchAsync(prefix, afterRevision, cancellationToken))
            {
                yield return [.. batch.Select(e => e.Value is null ? e with { Value = ReadOnlyMemory<byte>.Empty } : e)];
            }
        }
    }
}
