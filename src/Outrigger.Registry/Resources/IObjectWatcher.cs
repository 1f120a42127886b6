using Outrigger.Registry.Operations;

namespace Outrigger.Registry.Resources;

/// <summary>The verb watch.</summary>
public interface IObjectWatcher
{
    /// <summary>Opens a watch; refusals (410, bad selectors) are thrown here, before anything is sent.</summary>
    ValueTask<IObjectWatch> WatchAsync(OperationContext context, WatchQuery query, CancellationToken cancellationToken);
}
