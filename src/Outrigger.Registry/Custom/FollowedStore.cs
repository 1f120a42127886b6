using Outrigger.Storage.Contract;

namespace Outrigger.Registry.Custom;

/// <summary>A custom storage with revisions, history and a feed: what <see cref="CustomStore"/> opens.</summary>
public sealed class FollowedStore : IStore
{
    private readonly Mirror mirror;
    private readonly Func<IReadOnlyList<StoreWrite>, CancellationToken, ValueTask<CommitResult>> commit;
    private readonly Func<string?> problem;
    private readonly CancellationTokenSource stop = new();
    private readonly Task following;

    internal FollowedStore(
        Mirror mirror,
        Func<IReadOnlyList<StoreWrite>, CancellationToken, ValueTask<CommitResult>> commit,
        Func<CancellationToken, Task> follow,
        Func<string?> problem)
    {
        this.mirror = mirror;
        this.commit = commit;
        this.problem = problem;
        var token = stop.Token;
        following = Task.Run(() => follow(token), CancellationToken.None);
    }

    /// <summary>Why changes that others make are not seen now; null when they are. For readiness checks.</summary>
    public string? Problem => problem();

    /// <inheritdoc/>
    public ValueTask<CommitResult> CommitAsync(IReadOnlyList<StoreWrite> writes, CancellationToken cancellationToken) => commit(writes, cancellationToken);

    /// <inheritdoc/>
    public ValueTask CompactAsync(long revision, CancellationToken cancellationToken) => mirror.Store.CompactAsync(revision, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RangePage> RangeAsync(RangeQuery query, CancellationToken cancellationToken) => mirror.Store.RangeAsync(query, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<long> CurrentRevisionAsync(CancellationToken cancellationToken) => mirror.Store.CurrentRevisionAsync(cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<IReadOnlyList<StoreEvent>> WatchAsync(string prefix, long afterRevision, CancellationToken cancellationToken) =>
        mirror.Store.WatchAsync(prefix, afterRevision, cancellationToken);

    /// <summary>Stops following; the user's storage is the user's to close.</summary>
    public async ValueTask DisposeAsync()
    {
        if (stop.IsCancellationRequested)
        {
            return;
        }

        await stop.CancelAsync().ConfigureAwait(false);
        await following.ConfigureAwait(false);
        await mirror.DisposeAsync().ConfigureAwait(false);
        stop.Dispose();
    }
}
