using Outrigger.Storage.Contract;
using Outrigger.Storage.Objects;

namespace Outrigger.Registry.Custom;

/// <summary>Writes through to a custom storage: there first, then into the mirror.</summary>
internal sealed class CustomWriter<T>(ICustomStorage<T>? storage, CustomCodec<T> codec, Mirror mirror, MirrorSync<T> sync)
    where T : class
{
    public async ValueTask<CommitResult> CommitAsync(IReadOnlyList<StoreWrite> writes, CancellationToken cancellationToken)
    {
        CommitCheck.Validate(writes);
        if (writes is not [{ TimeToLive: null } write] || storage is null)
        {
            throw new NotSupportedException(storage is null
                ? $"{codec.Resource} is read-only"
                : "a custom storage takes one write at a time, without a time to live");
        }

        using (await mirror.LockAsync(write.Key, cancellationToken).ConfigureAwait(false))
        {
            while (true)
            {
                var known = mirror.Find(write.Key);
                if ((known?.Revision ?? 0) != write.ExpectedRevision)
                {
                    return await ConflictAsync(write, cancellationToken).ConfigureAwait(false);
                }

                if (await WriteAsync(storage, write, known?.Version, cancellationToken).ConfigureAwait(false) is { } version)
                {
                    return new CommitResult.Committed(write.Value is { } value
                        ? await mirror.SetAsync(write.Key, StoredObject.Parse(value, 0, codec.Facts), version).ConfigureAwait(false)
                        : await mirror.RemoveAsync(write.Key).ConfigureAwait(false));
                }

                await sync.RefreshHeldAsync(write.Key, cancellationToken).ConfigureAwait(false);
                if (mirror.Find(write.Key)?.Version == known?.Version)
                {
                    return await ConflictAsync(write, cancellationToken).ConfigureAwait(false);
                }

                // a row that was written as it was has another version and is the same object
            }
        }
    }

    private async Task<string?> WriteAsync(ICustomStorage<T> target, StoreWrite write, string? expected, CancellationToken cancellationToken)
    {
        var obj = write.Value is { } value ? codec.Decode(value) : null;
        try
        {
            return await target.WriteAsync(new ObjectWrite<T>(codec.Name(write.Key), obj, expected), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // whether it was written is only known by reading it again, also when the caller is gone
            await sync.RefreshHeldAsync(write.Key, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (e is OperationCanceledException && cancellationToken.IsCancellationRequested)
            {
                throw;
            }

            throw new StoreUnavailableException($"the storage of {codec.Resource} failed: {e.Message}", outcomeUnknown: true, e);
        }
    }

    private async Task<CommitResult> ConflictAsync(StoreWrite write, CancellationToken cancellationToken)
    {
        var page = await mirror.Store.RangeAsync(new RangeQuery(write.Key), cancellationToken).ConfigureAwait(false);
        return new CommitResult.Conflict(write.Key, page.Records.Count == 0 ? null : page.Records[0]);
    }
}
