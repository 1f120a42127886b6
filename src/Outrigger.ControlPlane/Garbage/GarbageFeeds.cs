using Microsoft.Extensions.Logging;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ControlPlane.Access;
using Outrigger.Server.Catalog;

namespace Outrigger.ControlPlane.Garbage;

/// <summary>One feed for each resource of the catalog, as they come and go.</summary>
internal sealed class GarbageFeeds(
    IResourceCatalog catalog, LocalObjects objects, RemoteObjects remote, GarbageCollector target, TimeProvider time, ILogger log)
{
    private readonly Dictionary<GroupVersionResource, (CancellationTokenSource Stop, Task Running)> feeds = [];
    private readonly KindTable kinds = new(catalog);

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
        }
    }

    private async Task MatchAsync(CancellationToken cancellationToken)
    {
        var local = kinds.Followed();

        // A server that cannot be reached has its objects still.
        var wanted = local.Concat(kinds.FollowedRemotely()).Concat(feeds.Keys.Where(kinds.IsStale)).ToHashSet();
        var gone = feeds.Keys.Where(f => !wanted.Contains(f)).ToList();
        await StopAsync(gone).ConfigureAwait(false);
        foreach (var resource in gone)
        {
            target.Listed(resource, new HashSet<string>());
        }

        foreach (var resource in wanted.Where(w => !feeds.ContainsKey(w)))
        {
            var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            feeds[resource] = (stop, local.Contains(resource)
                ? new GarbageFeed(resource, objects, target, time, log).RunAsync(stop.Token)
                : new RemoteGarbageFeed(resource, remote.Client, target, remote.Holdings, time, log).RunAsync(stop.Token));
        }
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
}
