using Microsoft.Extensions.Logging;
using Outrigger.ControlPlane.Access;
using Outrigger.ControlPlane.Kinds.Strategies;
using Outrigger.Storage.Cache;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Addresses;

/// <summary>
/// Mends what services have claimed: makes the IPAddress that somebody deleted, or that a store of an older version lacks, and removes
/// what belongs to no service any more.
/// </summary>
internal sealed class ClaimKeeper(ResourceCache services, ServiceClaims claims, WatchCache cache, LocalObjects objects, TimeProvider time, ILogger log)
    : IBackgroundLoop
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(3);
    private readonly WorkQueue<string> queue = new("service-claims", time, log);

    /// <inheritdoc/>
    public string Name => "service-claims";

    /// <inheritdoc/>
    public Task RunAsync(CancellationToken cancellationToken)
    {
        var addresses = new ObjectFeed(CoreResources.IpAddresses, objects, time, log)
        {
            OnPut = _ => { },
            OnRemove = gone => queue.Add(KeyOfOwner(gone)),
        };
        return Task.WhenAll(queue.RunAsync(MendAsync, cancellationToken), addresses.RunAsync(cancellationToken), RepeatAsync(cancellationToken));
    }

    /// <summary>Looks at everything once.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        // in this order: what is claimed now belongs to a service of now, unless that is gone since
        var addresses = await claims.Addresses.LatestReadyAsync(cancellationToken).ConfigureAwait(false);
        var ports = await claims.Ports.LatestReadyAsync(cancellationToken).ConfigureAwait(false);
        var all = (await services.LatestReadyAsync(cancellationToken).ConfigureAwait(false)).Range().ToList();
        foreach (var key in all.Select(KeyOf))
        {
            if (services.Get(key) is { } service)
            {
                await MendAsync(service, cancellationToken).ConfigureAwait(false);
            }
        }

        var held = all.ToDictionary(s => (s.Namespace, s.Name), ServiceHoldings.Of);
        await RemoveOrphansAsync(claims.Addresses, addresses, held, cancellationToken).ConfigureAwait(false);
        await RemoveOrphansAsync(claims.Ports, ports, held, cancellationToken).ConfigureAwait(false);
    }

    private async Task RepeatAsync(CancellationToken cancellationToken)
    {
        queue.Add("");
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
            {
                queue.Add("");
            }
        }
        catch (OperationCanceledException)
        {
            // the end
        }
    }

    private string KeyOfOwner(StoredObject claim)
    {
        var (ns, name) = ServiceClaims.Owner(claim);
        return StoreKeys.Key(services.Resource, ns, name);
    }

    // an empty key is everything
    private async Task MendAsync(string key, CancellationToken cancellationToken)
    {
        if (key.Length == 0)
        {
            await CheckAsync(cancellationToken).ConfigureAwait(false);
        }
        else if ((await services.LatestReadyAsync(cancellationToken).ConfigureAwait(false)).Get(key) is { } service)
        {
            await MendAsync(service, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Claims what a service should have and nobody has; nothing stays claimed for one that goes meanwhile.</summary>
    public async Task MendAsync(StoredObject service, CancellationToken cancellationToken)
    {
        var (missing, shared) = claims.Check(service);
        foreach (var what in shared)
        {
            ControlPlaneLog.SharedByServices(log, what, $"{service.Namespace}/{service.Name}");
        }

        // one by one: what another one took meanwhile keeps back no other
        foreach (var write in missing)
        {
            if (await cache.CommitAsync([write], cancellationToken).ConfigureAwait(false) is CommitOutcome.Committed { Object: var claim })
            {
                await KeepAsync(write, claim, KeyOf(service), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // A service that was deleted after it was read gave back what it had then, and this claim came after.
    private async Task KeepAsync(ObjectWrite write, StoredObject claim, string key, CancellationToken cancellationToken)
    {
        var holds = ServiceHoldings.Of(services.Get(key));
        if (!holds.Addresses.Contains(claim.Name) && !holds.Ports.Any(p => ServiceClaims.Name(p) == claim.Name))
        {
            await cache.CommitAsync([new ObjectWrite(write.Cache, write.Key, null, claim.ResourceVersion)], cancellationToken).ConfigureAwait(false);
        }
    }

    private string KeyOf(StoredObject service) => StoreKeys.Key(services.Resource, service.Namespace, service.Name);

    private async Task RemoveOrphansAsync(
        ResourceCache resource, Snapshot there, Dictionary<(string, string), ServiceHoldings> held, CancellationToken cancellationToken)
    {
        foreach (var claim in there.Range().Where(c => IsOrphan(c, held)))
        {
            var key = StoreKeys.Key(resource.Resource, "", claim.Name);
            await cache.CommitAsync([new ObjectWrite(resource, key, null, claim.ResourceVersion)], cancellationToken).ConfigureAwait(false);
        }
    }

    // an IPAddress of somebody else's making has another parent, or not our label
    private static bool IsOrphan(StoredObject claim, Dictionary<(string, string), ServiceHoldings> held) =>
        ServiceClaims.IsOurs(claim)
        && !(held.GetValueOrDefault(ServiceClaims.Owner(claim)) is { } has
            && (has.Addresses.Contains(claim.Name) || has.Ports.Any(p => ServiceClaims.Name(p) == claim.Name)));
}
