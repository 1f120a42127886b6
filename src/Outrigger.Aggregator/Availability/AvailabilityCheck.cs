using Outrigger.Aggregator.ApiServices;
using Outrigger.Aggregator.Proxy;
using Outrigger.Aggregator.Routing;

namespace Outrigger.Aggregator.Availability;

/// <summary>Decides the Available condition of an APIService, in the order of kube-aggregator's checks.</summary>
internal sealed class AvailabilityCheck(HealthProbe probe)
{
    /// <summary>Ends when nothing that a check began is under way any more; does not fail.</summary>
    public Task Rest => probe.Rest;

    public async Task<AvailableCondition> RunAsync(Remote remote, CancellationToken cancellationToken)
    {
        var resolution = remote.Resolution;
        if (resolution.Reason is { } reason)
        {
            return AvailableCondition.Failed(reason, resolution.Message);
        }

        RemoteModel model = remote.GroupVersion.Model;
        if (model.Problem is { } problem)
        {
            return AvailableCondition.Failed("FailedDiscoveryCheck", problem);
        }

        return await probe.RunAsync(model, cancellationToken).ConfigureAwait(false) is { } failure
            ? AvailableCondition.Failed("FailedDiscoveryCheck", failure)
            : AvailableCondition.Passed;
    }
}
