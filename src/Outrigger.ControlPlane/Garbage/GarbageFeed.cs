using Microsoft.Extensions.Logging;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ControlPlane.Access;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Watches;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Garbage;

/// <summary>Follows one resource with a cursor into its event log and keeps none of its objects.</summary>
internal sealed class GarbageFeed(
    GroupVersionResource resource, LocalObjects objects, IGarbageTarget target, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly TaskCompletionSource listed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the target knows what was there at the start.</summary>
    public Task Listed => listed.Task;

    /// <summary>Follows until it is cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => FollowLoop.RunAsync(
        FollowAsync, e => ControlPlaneLog.FeedFailed(log, resource, e), Pause, time, cancellationToken);

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        await objects.FollowAsync(resource, list => Replace(list.Items), Apply, cancellationToken).ConfigureAwait(false);

        // A watch that ends at once (its resource is on its way out) is not to be opened again in a hurry; after any other
        // every moment counts, for a deletion that is not seen may be one of a kind that goes, too.
        if (Pause - time.GetElapsedTime(start) is var rest && rest > TimeSpan.Zero)
        {
            await Task.Delay(rest, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private void Replace(IReadOnlyList<StoredObject> items)
    {
        var there = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            if (GarbageReader.Read(resource, item) is { } node)
            {
                there.Add(node.Uid);
                target.Put(node);
            }
        }

        target.Listed(resource, there);
        listed.TrySetResult();
    }

    private void Apply(WatchItem item)
    {
        if (item.Object is not { } obj)
        {
            return;
        }

        if (item.Type == WatchItemType.Deleted)
        {
            target.Gone(obj.Uid, obj.Namespace);
        }
        else if (GarbageReader.Read(resource, obj) is { } node)
        {
            target.Put(node);
        }
        else
        {
            target.Free(obj.Uid);
        }
    }
}
