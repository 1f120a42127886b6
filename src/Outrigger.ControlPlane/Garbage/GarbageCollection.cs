using Microsoft.Extensions.Logging;
using Outrigger.ControlPlane.Access;
using Outrigger.Server.Catalog;

namespace Outrigger.ControlPlane.Garbage;

/// <summary>The collector with its feeds.</summary>
internal sealed class GarbageCollection
{
    private readonly GarbageCollector collector;
    private readonly GarbageFeeds feeds;

    /// <param name="catalog">What there is to collect.</param>
    /// <param name="objects">For what this process serves.</param>
    /// <param name="remote">For what other servers serve.</param>
    /// <param name="time">The clock of the queue.</param>
    /// <param name="log">For failures.</param>
    public GarbageCollection(
        IResourceCatalog catalog, LocalObjects objects, RemoteObjects remote, TimeProvider time, ILogger log)
    {
        var kinds = new KindTable(catalog);
        var own = new GarbageObjects(objects, kinds, remote.Client);
        var graph = new DependencyGraph();
        var owners = new OwnerCheck(graph, kinds, own, new OwnerEvents(objects, new KindNames(catalog), time));
        collector = new GarbageCollector(graph, kinds, own, owners, time, log);
        feeds = new GarbageFeeds(catalog, objects, remote, collector, time, log);
    }

    /// <summary>Works until it is cancelled.</summary>
    public Task RunAsync(CancellationToken stop) => Task.WhenAll(feeds.RunAsync(stop), collector.RunAsync(stop));
}
