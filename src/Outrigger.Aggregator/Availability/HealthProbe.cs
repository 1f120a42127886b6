using System.Globalization;
using Outrigger.Aggregator.Endpoints;
using Outrigger.Aggregator.Proxy;
using Outrigger.Aggregator.Upstream;

namespace Outrigger.Aggregator.Availability;

/// <summary>Asks another server for the one path that it must serve. Five at once; the first success counts (kube-aggregator).</summary>
internal sealed class HealthProbe(UpstreamClient client, EndpointBalancer balancer, TimeProvider time)
{
    private const int Attempts = 5;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>Null when the server is well, else why not, in kube-aggregator's words.</summary>
    public async Task<string?> RunAsync(RemoteModel model, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Timeout, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        var tries = Enumerable.Range(0, Attempts).Select(_ => TryAsync(model, timeout.Token, stop.Token)).ToList();
        string? failure = null;
        while (tries.Count > 0)
        {
            var first = await Task.WhenAny(tries).ConfigureAwait(false);
            tries.Remove(first);
            failure = await first.ConfigureAwait(false);
            if (failure is null)
            {
                break;
            }
        }

        await stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(tries).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return failure;
    }

    private async Task<string?> TryAsync(RemoteModel model, CancellationToken timeout, CancellationToken cancellationToken)
    {
        var target = balancer.Pick(model.Targets, model.Turn, [])!;
        var url = $"https://{target.Authority}{model.Path}";
        try
        {
            var response = await client
                .SendAsync(target, new OwnRequest(model.Path, OwnRequest.Prober), fresh: false, cancellationToken).ConfigureAwait(false);
            await using (response.ConfigureAwait(false))
            {
                balancer.MarkReached(target);
                return response.Head.StatusCode is >= 200 and <= 299
                    ? await DrainAsync(response, cancellationToken).ConfigureAwait(false)
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
        catch (OperationCanceledException)
        {
            if (timeout.IsCancellationRequested)
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
