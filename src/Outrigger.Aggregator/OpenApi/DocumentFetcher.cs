using Outrigger.Aggregator.Discovery;
using Outrigger.Aggregator.Endpoints;
using Outrigger.Aggregator.Proxy;
using Outrigger.Aggregator.Upstream;
using Outrigger.ApiMachinery.Identity;
using Outrigger.Client.Transport;

namespace Outrigger.Aggregator.OpenApi;

/// <summary>Gets documents of other servers: 60 seconds (kube-aggregator), 32 MiB.</summary>
internal sealed class DocumentFetcher(UpstreamClient client, EndpointBalancer balancer, TimeProvider time)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);
    private static readonly UserInfo Self = new("system:aggregator", []);

    /// <summary>Null when the Service leads nowhere.</summary>
    /// <exception cref="UpstreamException">The document does not come, not in time, or is too large.</exception>
    public async Task<FetchedDocument?> GetAsync(RemoteModel model, string url, string? entityTag, CancellationToken cancellationToken)
    {
        using var limit = new CallLimit(Timeout, time, cancellationToken);
        try
        {
            if (balancer.Pick(model.Targets, model.Turn, []) is not { } target)
            {
                return null;
            }

            var response = await client
                .SendAsync(target, new OwnRequest(url, Self, "application/json", entityTag), fresh: false, limit.Token).ConfigureAwait(false);
            await using (response.ConfigureAwait(false))
            {
                var (status, tag) = (response.Head.StatusCode, response.Head.Find("ETag"));
                return new(status, status == 200 ? await BoundedReader.ReadAsync(response, limit.Token).ConfigureAwait(false) : [], tag);
            }
        }
        catch (OperationCanceledException e) when (limit.IsTimeout(e))
        {
            throw new UpstreamException(UpstreamFailure.BadAnswer, $"{url} was not answered within {Timeout.TotalSeconds} s", e);
        }
    }
}
