using Microsoft.Extensions.Logging;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ControlPlane.Access;
using Outrigger.Server.Catalog;

namespace Outrigger.ControlPlane.Garbage;

/// <summary>One feed for each resource of the catalog, as they come and go.</summary>
internal sealed class GarbageFeeds(
    IResourceCatalog catalog, LocalObjects objects, RemoteObjects remote, IGarbageTarget target, TimeProvider time, ILogger log)
{
    // As long as Kubernetes waits (initialSyncTimeout): what cannot be listed does not hold every deletion.
    private static readonly TimeSpan FirstLists = TimeSpan.FromSeconds(30);
    private readonly Dictionary<GroupVersionResource, Feed> feeds = [];
    private readonly KindTable kinds = new(catalog);
    private Task? completing;

    /// <summary>Follows the catalog until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var generation = catalog.Current.Generation;
                await MatchAsync(cancellationToken).ConfigureAwait(false);
                target.CatalogChanged();
                completing ??= CompleteAsync([.. feeds.Values.Select(f => Task.WhenAny(f.Listed, f.Running))], cancellationToken);
                await catalog.WaitForChangeAsync(generation, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
        finally
        {
            await StopAsync([.. feeds.Keys]).ConfigureAwait(false);
            await (completing ?? Task.CompletedTask).ConfigureAwait(false);
        }
    }

    private async Task CompleteAsync(Task[] lists, CancellationToken cancellationToken)
    {
        await Task.WhenAll(lists).WaitAsync(FirstLists, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!cancellationToken.IsCancellationRequested)
        {
            target.Complete();
        }
    }

    private async Task MatchAsync(CancellationToken cancellationToken)
    {
        var local = kinds.Followed();

        // A server that cannot be reached has its objects still.
        var wanted = local.Concat(kinds.FollowedRemotely()).Concat(feeds.Keys.Where(kinds.IsStale)).ToHashSet();
        var gone = feeds.Keys.Where(f => !wanted.Contains(f)).ToList();
        await StopAsync(gone).ConfigureAwait(false);

        // What is followed in another version from now on is there still: that version's list tells what went meanwhile.
        var still = wanted.Select(w => w.GroupResource).ToHashSet();
        foreach (var resource in gone.Where(g => !still.Contains(g.GroupResource)))
        {
            target.Listed(resource, new HashSet<string>());
        }

        foreach (var resource in wanted.Where(w => !feeds.ContainsKey(w)))
        {
            feeds[resource] = Begin(resource, local.Contains(resource), cancellationToken);
        }
    }

    private Feed Begin(GroupVersionResource resource, bool isLocal, CancellationToken cancellationToken)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (isLocal)
        {
            var feed = new GarbageFeed(resource, objects, target, time, log);
            return new Feed(stop, feed.RunAsync(stop.Token), feed.Listed);
        }

        var other = new RemoteGarbageFeed(resource, remote.Client, target, remote.Holdings, time, log);
        return new Feed(stop, other.RunAsync(stop.Token), other.Listed);
    }

    private async Task StopAsync(List<GroupVersionResource> resources)
    {
        foreach (var resource in resources)
        {
            feeds.Remove(resource, out var feed);
            await feed.Stop.CancelAsync().ConfigureAwait(false);
            await feed.Running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            feed.Stop.Dispose();
        }
    }

    private readonly record struct Feed(CancellationTokenSource Stop, Task Running, Task Listed);
}
