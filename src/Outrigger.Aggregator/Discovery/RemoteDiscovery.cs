using Microsoft.Extensions.Logging;
using Outrigger.Aggregator.Endpoints;
using Outrigger.Aggregator.Proxy;
using Outrigger.Aggregator.Upstream;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Identity;
using Outrigger.ApiMachinery.Json;
using Outrigger.Client.Transport;

namespace Outrigger.Aggregator.Discovery;

/// <summary>
/// Asks another server what it serves: aggregated discovery of all it has, or, when it knows no such thing, the resource list of
/// the one group version. Five seconds each, 32 MiB.
/// </summary>
internal sealed class RemoteDiscovery(UpstreamClient client, EndpointBalancer balancer, TimeProvider time, ILogger logger)
{
    private const string AggregatedAccept =
        "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList," +
        "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    // may read discovery, as every authenticated user; needs no more
    private static readonly UserInfo Reader = new("system:kube-aggregator", []);

    /// <summary>What the server says about the group version; null when it cannot be read.</summary>
    public async Task<DiscoveryDocument?> ReadAsync(RemoteModel model, CancellationToken cancellationToken)
    {
        try
        {
            return await InTimeAsync(AggregatedAsync, model, cancellationToken).ConfigureAwait(false)
                ?? await InTimeAsync(LegacyAsync, model, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is UpstreamException or ObjectReadException or StatusException ||
            (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            AggregatorLog.DiscoveryFailed(logger, model.Name, e.Message);
            return null;
        }
    }

    private async Task<DiscoveryDocument?> InTimeAsync(
        Func<RemoteModel, CancellationToken, Task<DiscoveryDocument?>> read, RemoteModel model, CancellationToken cancellationToken)
    {
        using var limit = new CallLimit(Timeout, time, cancellationToken);
        return await read(model, limit.Token).ConfigureAwait(false);
    }

    /// <summary>Null when the server has no aggregated discovery.</summary>
    private async Task<DiscoveryDocument?> AggregatedAsync(RemoteModel model, CancellationToken cancellationToken)
    {
        var request = new OwnRequest("/apis", OwnRequest.Prober, AggregatedAccept);
        var response = await SendAsync(model, request, cancellationToken).ConfigureAwait(false);
        await using (response.ConfigureAwait(false))
        {
            if (response.Head.StatusCode == 503)
            {
                throw new UpstreamException(UpstreamFailure.BadAnswer, "503 Service Unavailable");
            }

            if (response.Head.StatusCode != 200 || !IsAggregated(response.Head.Find("Content-Type")))
            {
                return null;
            }

            var tree = ObjectReader.Read(await BoundedReader.ReadAsync(response, cancellationToken).ConfigureAwait(false));
            return DiscoveryReader.Aggregated(tree, model.GroupVersion);
        }
    }

    private async Task<DiscoveryDocument?> LegacyAsync(RemoteModel model, CancellationToken cancellationToken)
    {
        var response = await SendAsync(model, new OwnRequest(model.Path, Reader, "application/json"), cancellationToken).ConfigureAwait(false);
        await using (response.ConfigureAwait(false))
        {
            if (response.Head.StatusCode != 200)
            {
                throw new UpstreamException(UpstreamFailure.BadAnswer, $"{model.Path} is answered with {response.Head.StatusCode}");
            }

            var tree = ObjectReader.Read(await BoundedReader.ReadAsync(response, cancellationToken).ConfigureAwait(false));
            return DiscoveryReader.Legacy(tree, model.GroupVersion);
        }
    }

    private ValueTask<UpstreamResponse> SendAsync(RemoteModel model, OwnRequest request, CancellationToken cancellationToken) =>
        balancer.Pick(model.Targets, model.Turn, []) is { } target
            ? client.SendAsync(target, request, fresh: false, cancellationToken)
            : throw new UpstreamException(UpstreamFailure.Refused, "no endpoints are available");

    private static bool IsAggregated(string? contentType) =>
        contentType is not null &&
        contentType.Contains("g=apidiscovery.k8s.io", StringComparison.OrdinalIgnoreCase) &&
        contentType.Contains("as=APIGroupDiscoveryList", StringComparison.OrdinalIgnoreCase);
}
