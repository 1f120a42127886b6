using Microsoft.Extensions.Logging;
using Outrigger.ControlPlane.Access;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Endpoints;

/// <summary>Follows Services and pods for the controllers of endpoints, and tells them which Services to look at.</summary>
internal sealed class ServiceFeeds(LocalObjects objects, TimeProvider time, ILogger log) : IBackgroundLoop
{
    private readonly ServiceSelectors selectors = new();

    /// <inheritdoc/>
    public string Name => "services-and-pods";

    /// <summary>Who is told; filled before it runs.</summary>
    public ICollection<Action<ServiceKey>> Changed { get; } = [];

    /// <inheritdoc/>
    public Task RunAsync(CancellationToken cancellationToken)
    {
        var services = new ObjectFeed(CoreResources.Services, objects, time, log) { OnPut = Put, OnRemove = Remove };
        var pods = new ObjectFeed(CoreResources.Pods, objects, time, log)
        {
            OnPut = pod => Tell(selectors.PutPod(pod)),
            OnRemove = pod => Tell(selectors.RemovePod(pod)),
        };
        return Task.WhenAll(services.RunAsync(cancellationToken), pods.RunAsync(cancellationToken));
    }

    private void Put(StoredObject service)
    {
        var key = new ServiceKey(service.Namespace, service.Name);
        selectors.Put(key, ServiceView.SelectorOf(service.ToTree()));
        Tell([key]);
    }

    private void Remove(StoredObject service)
    {
        var key = new ServiceKey(service.Namespace, service.Name);
        selectors.Put(key, null);
        Tell([key]);
    }

    private void Tell(IReadOnlyList<ServiceKey> services)
    {
        foreach (var listener in Changed)
        {
            foreach (var key in services)
            {
                listener(key);
            }
        }
    }
}
