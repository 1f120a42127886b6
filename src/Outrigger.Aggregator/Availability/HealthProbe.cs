using System.Globalization;
using Outrigger.Aggregator.Endpoints;
using Outrigger.Aggregator.Proxy;
using Outrigger.Aggregator.Upstream;
using Outrigger.Client.Transport;

namespace Outrigger.Aggregator.Availability;

/// <summary>
/// Asks another server for the one path that it must serve. Five at once; the first success counts (kube-aggregator). The others go on
/// for their own five seconds, so that an endpoint that hangs beside one that is well is found. For one caller at a time.
/// </summary>
internal sealed class HealthProbe(UpstreamClient client, EndpointBalancer balancer, TimeProvider time)
{
    private const int Attempts = 5;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly List<Task> underWay = [];

    /// <summary>Ends when nothing of what was asked is under way any more; does not fail.</summary>
    public Task Rest => Task.WhenAll(underWay);

    /// <summary>Null when the server is well, else why not, in kube-aggregator's words.</summary>
    public async Task<string?> RunAsync(RemoteModel model, CancellationToken cancellationToken)
    {
        underWay.RemoveAll(one => one.IsCompleted);
        List<Task<string?>> tries = [.. Enumerable.Range(0, Attempts).Select(_ => TryAsync(model, cancellationToken))];
        underWay.AddRange(tries);
        string? failure = null;
        await foreach (var one in Task.WhenEach(tries).ConfigureAwait(false))
        {
            failure = await one.ConfigureAwait(false);
            if (failure is null)
            {
                break;
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        return failure;
    }

    private async Task<string?> TryAsync(RemoteModel model, CancellationToken cancellationToken)
    {
        if (balancer.Pick(model.Targets, model.Turn, []) is not { } target)
        {
            return Missing(model.Path, "no endpoints are available");
        }

        var url = $"https://{target.Authority}{model.Path}";
        using var limit = new CallLimit(Timeout, time, cancellationToken);
        try
        {
            var response = await client
                .SendAsync(target, new OwnRequest(model.Path, OwnRequest.Prober), fresh: false, limit.Token).ConfigureAwait(false);
            await using (response.ConfigureAwait(false))
            {
                balancer.MarkReached(target);
                return response.Head.StatusCode is >= 200 and <= 299
                    ? await DrainAsync(response, limit.Token).ConfigureAwait(false)
                    : Missing(url, string.Create(CultureInfo.InvariantCulture, $"bad status from {url}: {response.Head.StatusCode}"));
            }
        }
        catch (UpstreamException e)
        {
            client.Pool.Forget(target);
            if (e.Failure is UpstreamFailure.Connect or UpstreamFailure.NoAnswer)
            {
                balancer.MarkFailed(target);
            }

            return Missing(url, $"Get \"{url}\": {e.Message}");
        }
        catch (OperationCanceledException e)
        {
            if (limit.IsTimeout(e))
            {
                balancer.MarkFailed(target);
            }

            return Missing(url, $"Get \"{url}\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)");
        }
    }

    /// <summary>Reads a short answer to its end, so that the connection serves again; a long one is not worth it.</summary>
    private static async ValueTask<string?> DrainAsync(UpstreamResponse response, CancellationToken cancellationToken)
    {
        const int Limit = 64 * 1024;
        var buffer = new byte[4096];
        try
        {
            for (var total = 0; total < Limit;)
            {
                var count = await response.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
                if (count == 0)
                {
                    break;
                }

                total += count;
            }
        }
        catch (Exception e) when (e is UpstreamException or OperationCanceledException)
        {
            // the head was the answer
        }

        return null;
    }

    private static string Missing(string url, string why) => $"failing or missing response from {url}: {why}";
}
