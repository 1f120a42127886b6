using Outrigger.ApiMachinery.Errors;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Objects;

namespace Outrigger.Storage.Cache;

/// <summary>Commits objects to the store and waits until the cache shows them.</summary>
internal sealed class ObjectCommitter(IStoreWriter store, PublishedRevision published, PendingWrites pending, WatchCacheOptions options)
{
    // As much as a request may have. etcd takes half of it; without a bound, appliers of many fields would make an object grow for ever.
    private const int MaxObjectBytes = 3 * 1024 * 1024;

    public async ValueTask<CommitOutcome> CommitAsync(IReadOnlyList<ObjectWrite> writes, CancellationToken cancellationToken)
    {
        var commit = new StoreWrite[writes.Count];
        var before = new StoredObject?[writes.Count];
        for (var i = 0; i < commit.Length; i++)
        {
            var write = writes[i];
            Check(write);
            before[i] = write.NewObject is null ? write.Cache.Get(write.Key) : null;
            commit[i] = new StoreWrite(write.Key, Encode(write.NewObject), write.ExpectedRevision, write.TimeToLive);
        }

        var announced = new PendingWrite?[writes.Count];
        for (var i = 0; i < announced.Length; i++)
        {
            announced[i] = pending.Announce(writes[i]);
        }

        var committed = 0L;
        try
        {
            var result = await store.CommitAsync(commit, cancellationToken).ConfigureAwait(false);
            if (result is CommitResult.Conflict conflict)
            {
                return Conflict(writes, conflict);
            }

            committed = ((CommitResult.Committed)result).Revision;
        }
        finally
        {
            if (committed == 0)
            {
                Withdraw(writes, announced);
            }
        }

        return await AppliedAsync(writes, announced, before, committed, cancellationToken).ConfigureAwait(false);
    }

    private static ReadOnlyMemory<byte>? Encode(StoredObject? item)
    {
        var value = item?.EncodeValue();
        return value is { Length: > MaxObjectBytes }
            ? throw ApiErrors.TooLarge($"Request entity too large: an object may have {MaxObjectBytes} bytes, with all that the server keeps about it")
            : value;
    }

    private static void Check(ObjectWrite write)
    {
        var rest = ObjectKeys.Rest(write.Cache.View.Prefix, write.Key);
        if (write.NewObject is { } item && !ObjectKeys.Names(rest, item))
        {
            throw new ArgumentException($"the object {item.Namespace}/{item.Name} cannot be stored under the key {write.Key}", nameof(write));
        }
    }

    private static CommitOutcome.Conflict Conflict(IReadOnlyList<ObjectWrite> writes, CommitResult.Conflict conflict)
    {
        if (conflict.Current is not { } record)
        {
            return new(conflict.Key, null);
        }

        var cache = writes.First(w => string.Equals(w.Key, conflict.Key, StringComparison.Ordinal)).Cache;
        var known = cache.Get(conflict.Key);
        return new(
            conflict.Key,
            known?.ResourceVersion == record.ModRevision ? known : StoredObject.Parse(record.Value, record.ModRevision, cache.Facts));
    }

    private void Withdraw(IReadOnlyList<ObjectWrite> writes, PendingWrite?[] announced)
    {
        for (var i = 0; i < announced.Length; i++)
        {
            pending.Withdraw(writes[i], announced[i]);
        }
    }

    private async ValueTask<CommitOutcome> AppliedAsync(
        IReadOnlyList<ObjectWrite> writes, PendingWrite?[] announced, StoredObject?[] before, long revision, CancellationToken cancellationToken)
    {
        var objects = new StoredObject[writes.Count];
        var lags = false;
        for (var i = 0; i < objects.Length; i++)
        {
            StoredObject? item = null;
            if (!lags)
            {
                (item, lags) = await ResultAsync(announced[i], revision, cancellationToken).ConfigureAwait(false);
            }

            item ??= (writes[i].NewObject ?? before[i])?.WithRevision(revision);
            objects[i] = item ?? throw new StoreUnavailableException($"{writes[i].Key} was deleted, its last state is not known", false);
        }

        return new CommitOutcome.Committed(revision, objects);
    }

    /// <summary>The object as the cache has it, if that is known; and whether the cache lags, which is no failure of a durable write.</summary>
    private async ValueTask<(StoredObject? Item, bool Lags)> ResultAsync(PendingWrite? write, long revision, CancellationToken cancellationToken)
    {
        try
        {
            var item = write is null ? null
                : write.Applied.IsCompletedSuccessfully ? await write.Applied.ConfigureAwait(false)
                : await AppliedAsync(write, cancellationToken).ConfigureAwait(false);
            if (item is null)
            {
                // Another write of the same bytes had the announcement, or the feed skipped: wait for the revision itself.
                await published.WaitAsync(revision, options, cancellationToken).ConfigureAwait(false);
            }

            return (item, false);
        }
        catch (Exception e) when (e is TimeoutException or RevisionAheadException)
        {
            return (null, true);
        }
    }

    private async Task<StoredObject?> AppliedAsync(PendingWrite write, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.AheadTimeout, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await write.Applied.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("the feed lags", e);
        }
    }
}
