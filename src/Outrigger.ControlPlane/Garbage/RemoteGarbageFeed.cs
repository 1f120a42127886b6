using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Client.Rest;
using Outrigger.Client.Watching;
using Outrigger.ControlPlane.Access;
using Outrigger.Registry.Watches;

namespace Outrigger.ControlPlane.Garbage;

/// <summary>
/// Follows the metadata of one resource that another server has, through our own pipeline. While the server cannot be reached, what
/// was last known stays.
/// </summary>
internal sealed class RemoteGarbageFeed(
    GroupVersionResource resource, Func<KubernetesClient?> client, IGarbageTarget target, RemoteHoldings holdings, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly WatchOptions Options = new() { MetadataOnly = true };
    private readonly TaskCompletionSource listed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool failing;

    /// <summary>Ends when the target knows what was there at the start.</summary>
    public Task Listed => listed.Task;

    /// <summary>Follows until it is cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => FollowLoop.RunAsync(FollowAsync, Report, Pause, time, cancellationToken);

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        var rest = client() ?? throw new InvalidOperationException($"{resource} cannot be followed before the server is up");
        var path = new ResourcePath(resource);
        var marks = holdings.BeginList(resource.GroupResource);
        var list = await rest.ListAllAsync(path, Options, cancellationToken).ConfigureAwait(false);
        failing = false;
        List<MetadataView> items = [.. JsonNodes.Objects(list, "items").Select(MetadataView.Of)];
        holdings.Listed(resource.GroupResource, marks, items.Select(i => i.Namespace));
        Replace(items);
        var version = JsonNodes.GetString(list, "metadata", "resourceVersion") ?? "";
        await foreach (var item in rest.WatchOnceAsync(path, version, Options, cancellationToken).ConfigureAwait(false))
        {
            if (item.Type is WatchEventType.Added or WatchEventType.Modified or WatchEventType.Deleted)
            {
                Apply(item.Type, MetadataView.Of(item.Object));
            }
        }

        await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
    }

    private void Replace(List<MetadataView> items)
    {
        var there = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in items.Where(i => i.Uid.Length > 0))
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

    private void Apply(WatchEventType type, MetadataView meta)
    {
        holdings.Seen(resource.GroupResource, meta.Namespace);
        if (type == WatchEventType.Deleted)
        {
            target.Gone(meta.Uid, meta.Namespace);
        }
        else if (GarbageReader.Read(resource, meta) is { } node)
        {
            target.Put(node);
        }
        else
        {
            target.Free(meta.Uid);
        }
    }

    // Once an outage: its end is told by the server's APIService.
    private void Report(Exception error)
    {
        if (!failing)
        {
            failing = true;
            ControlPlaneLog.RemoteFeedFailed(log, resource, error.Message);
        }
    }
}
