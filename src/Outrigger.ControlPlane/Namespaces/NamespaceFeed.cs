using Microsoft.Extensions.Logging;
using Outrigger.ControlPlane.Access;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Namespaces;

/// <summary>Tells the controllers of namespaces: those that are deleted to the one that empties them, the others to those that fill them.</summary>
internal sealed class NamespaceFeed(
    NamespaceController? deleted, IReadOnlyList<NamespaceDefaults> kept, LocalObjects objects, TimeProvider time, ILogger log) : IBackgroundLoop
{
    /// <inheritdoc/>
    public string Name => "namespaces";

    /// <inheritdoc/>
    public Task RunAsync(CancellationToken cancellationToken)
    {
        var feed = new ObjectFeed(CoreResources.Namespaces, objects, time, log) { OnPut = Sort, OnRemove = _ => { } };
        return feed.RunAsync(cancellationToken);
    }

    private void Sort(StoredObject ns)
    {
        if (ns.IsDeleting)
        {
            deleted?.Add(ns.Name);
            return;
        }

        foreach (var one in kept)
        {
            one.Add(ns.Name);
        }
    }
}
