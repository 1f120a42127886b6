using Outrigger.ControlPlane.Access;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Endpoints;

/// <summary>What the controllers of endpoints read: Services, and the pods that they choose, as the watch cache has them now.</summary>
internal sealed class ServicePods(LocalObjects objects)
{
    /// <summary>The Service; null when it is gone.</summary>
    public async ValueTask<ServiceView?> FindAsync(ServiceKey key, CancellationToken cancellationToken) =>
        await objects.FindAsync(CoreResources.Services, key.Namespace, key.Name, cancellationToken).ConfigureAwait(false) is { } found
            ? new ServiceView(found)
            : null;

    /// <summary>The pods of the Service that have an address and have not ended, by name.</summary>
    public async ValueTask<IReadOnlyList<PodView>> OfAsync(ServiceView service, CancellationToken cancellationToken)
    {
        if (service.Selector is not { } selector)
        {
            return [];
        }

        var all = await objects.ListAsync(CoreResources.Pods, service.Key.Namespace, cancellationToken).ConfigureAwait(false);
        return
        [
            .. all.Items.Where(p => selector.Matches((IReadOnlyDictionary<string, string>)p.Labels))
                .OrderBy(p => p.Name, StringComparer.Ordinal)
                .Select(p => new PodView(p))
                .Where(p => !p.IsOver),
        ];
    }

    /// <summary>The zone that a node says it is in; null when it says none.</summary>
    public async ValueTask<string?> ZoneAsync(string node, CancellationToken cancellationToken) =>
        await objects.FindAsync(CoreResources.Nodes, "", node, cancellationToken).ConfigureAwait(false) is { } found
        && found.Labels.TryGetValue("topology.kubernetes.io/zone", out var zone) && zone.Length > 0
            ? zone
            : null;
}
