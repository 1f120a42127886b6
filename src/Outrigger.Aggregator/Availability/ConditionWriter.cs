using Microsoft.Extensions.Logging;
using Outrigger.Aggregator.ApiServices;
using Outrigger.Server.Access;
using Outrigger.Server.Leading;

namespace Outrigger.Aggregator.Availability;

/// <summary>Stores the Available condition when it differs from what is stored.</summary>
internal sealed class ConditionWriter(
    LocalObjects objects, ILeadership leadership, AvailabilityMetrics metrics, TimeProvider time, ILogger logger)
{
    /// <summary>Whether conditions are this server's to write now.</summary>
    public bool IsWriting => leadership.IsLeading;

    /// <summary>The same, but a failure is only logged; false then, to try again.</summary>
    public async Task<bool> TryWriteAsync(ApiServiceModel apiService, AvailableCondition condition, CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(apiService, condition, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            AggregatorLog.StatusNotWritten(logger, apiService.Name, e.Message);
            return false;
        }
    }

    public async Task WriteAsync(ApiServiceModel apiService, AvailableCondition condition, CancellationToken cancellationToken)
    {
        // servers that see a backend differently must not take turns in saying so
        if (apiService.Condition == condition || !leadership.IsLeading)
        {
            return;
        }

        var status = new ObjectAddress(ApiServiceKind.Resource, "", apiService.Name, "status");
        var now = time.GetUtcNow();
        if (!await objects.UpdateAsync(status, obj => ConditionEdit.Apply(obj, condition, now), cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        if (condition.Status == "True")
        {
            AggregatorLog.Available(logger, apiService.Name);
        }
        else
        {
            AggregatorLog.Unavailable(logger, apiService.Name, condition.Message);
            if (apiService.IsAvailable)
            {
                metrics.BecameUnavailable(apiService.Name, condition.Reason);
            }
        }
    }
}
