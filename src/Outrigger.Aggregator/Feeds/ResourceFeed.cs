using Microsoft.Extensions.Logging;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Watches;
using Outrigger.Server.Access;

namespace Outrigger.Aggregator.Feeds;

/// <summary>Follows a resource of this process: lists, watches, and lists again when the watch ends.</summary>
internal sealed class ResourceFeed(
    GroupVersionResource resource, LocalObjects objects, IFeedTarget target, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly TaskCompletionSource synced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the target knows what was there at the start.</summary>
    public Task Synced => synced.Task;

    /// <summary>Follows until it is cancelled; does not throw.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => FollowLoop.RunAsync(
        token => objects.FollowAsync(resource, Replace, Apply, token), e => AggregatorLog.WatchFailed(logger, resource.ToString(), e.Message, Pause.TotalSeconds), Pause, time, cancellationToken);

    private void Replace(ObjectList list)
    {
        target.Replace(list.Items);
        synced.TrySetResult();
    }

    private void Apply(WatchItem item)
    {
        if (item.Object is null)
        {
            return;
        }

        if (item.Type == WatchItemType.Deleted)
        {
            target.Remove(item.Object);
        }
        else
        {
            target.Put(item.Object);
        }
    }
}
