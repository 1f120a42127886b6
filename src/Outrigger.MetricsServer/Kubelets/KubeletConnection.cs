using System.Net;
using Outrigger.Client.Configuration;
using Outrigger.Client.Transport;
using Outrigger.MetricsServer.Failures;
using Outrigger.MetricsServer.Parsing;

namespace Outrigger.MetricsServer.Kubelets;

/// <summary>One kubelet's own connection pool: kept between scrapes, and shared with no other node, so that each is checked for itself.</summary>
internal sealed class KubeletConnection(ClientConfig config, KubeletTarget target, UntrustedReason untrusted) : IDisposable
{
    private readonly HttpMessageInvoker http = new(TransportFactory.Create(config));

    public KubeletTarget Target { get; } = target;

    /// <summary>Reads the kubelet's figures; throws <see cref="ScrapeException"/>, and OperationCanceledException when the token ends it.</summary>
    public async Task ReadAsync(SampleReader reader, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, Target.Uri);
            request.Headers.TryAddWithoutValidation("Accept", "text/plain;version=0.0.4");
            request.Headers.TryAddWithoutValidation("User-Agent", "outrigger-metrics-server");
            using var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            Check(response);
            var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await using (body.ConfigureAwait(false))
            {
                await reader.ReadAsync(body, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or ClientConfigException)
        {
            throw Translate(e);
        }
    }

    public void Dispose() => http.Dispose();

    private static void Check(HttpResponseMessage response)
    {
        var code = (int)response.StatusCode;
        if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            throw new ScrapeException(
                ScrapeFailure.Denied, $"it answers {code}: give the metrics server the right get on nodes/metrics (a ClusterRoleBinding to system:metrics-server)");
        }

        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw new ScrapeException(ScrapeFailure.Status, code is >= 300 and < 400 ? $"it redirects ({code}), which is not followed" : $"it answers {code}");
        }

        if (response.Content.Headers.ContentLength > SampleReader.LongestBody)
        {
            throw new ScrapeException(ScrapeFailure.TooLarge, $"the answer is to have {response.Content.Headers.ContentLength} bytes, more than {SampleReader.LongestBody >> 20} MiB");
        }
    }

    private ScrapeException Translate(Exception failure)
    {
        if (failure is ClientConfigException)
        {
            return new ScrapeException(ScrapeFailure.Denied, $"there is no token to send: {failure.Message}", failure);
        }

        for (var inner = failure; inner is not null; inner = inner.InnerException)
        {
            if (inner is RefusedAddressException)
            {
                return new ScrapeException(ScrapeFailure.Address, inner.Message, failure);
            }
        }

        return failure is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError }
            ? new ScrapeException(ScrapeFailure.Untrusted, untrusted.Why ?? $"no TLS connection to {Target.Host}:{Target.Port} ({Cause(failure)})", failure)
            : failure is HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError }
                ? new ScrapeException(ScrapeFailure.Unreachable, $"no connection to {Target.Host}:{Target.Port}: {Cause(failure)}", failure)
                : new ScrapeException(ScrapeFailure.Malformed, $"the answer broke off: {Cause(failure)}", failure);
    }

    private static string Cause(Exception failure) => failure.GetBaseException().Message;
}
