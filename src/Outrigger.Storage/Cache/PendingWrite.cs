using Outrigger.Storage.Objects;

namespace Outrigger.Storage.Cache;

/// <summary>A write of this process whose event has not come back yet.</summary>
internal sealed class PendingWrite(StoredObject? draft)
{
    private readonly TaskCompletionSource<StoredObject?> applied = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The object as it was built for the write; null for a deletion.</summary>
    public StoredObject? Draft => draft;

    /// <summary>Set by the feed loop when it applied the event.</summary>
    public StoredObject? Result { get; set; }

    /// <summary>Completes when readers see the write.</summary>
    public Task<StoredObject?> Applied => applied.Task;

    public void Complete() => applied.TrySetResult(Result);
}
