using Outrigger.ApiMachinery.Naming;
using Outrigger.Server.Catalog;
using Outrigger.Server.FlowControl;
using Outrigger.Server.FlowControl.Work;
using Outrigger.Server.Requests;
using Outrigger.Storage.Contract;

namespace Outrigger.Server.Pipeline;

/// <summary>Makes the limiter that a server was set up with.</summary>
internal static class Limiters
{
    public static IRequestLimiter For(ServerParts parts)
    {
        if (parts.FlowControl is not { } controller)
        {
            return new InFlightLimiter(parts.InFlight);
        }

        parts.Exporter.Add(controller.WriteMetrics);
        return new PriorityLimiter(controller, new WorkEstimator(info => Count(parts.Catalog.Current, info), new WatchTracker()), parts.Clock);
    }

    // another server's objects are its own business, and so is what a list of them costs
    private static long? Count(CatalogSnapshot catalog, RequestInfo info)
    {
        try
        {
            return catalog.Find(new GroupVersionResource(info.Group, info.Version, info.Resource))?.Count?.Invoke(info.Namespace);
        }
        catch (StoreUnavailableException)
        {
            // the list itself says so
            return null;
        }
    }
}
