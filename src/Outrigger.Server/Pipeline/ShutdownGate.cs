using Microsoft.AspNetCore.Connections.Features;
using Outrigger.ApiMachinery.Errors;
using Outrigger.Server.Authentication;
using Outrigger.Server.Lifecycle;
using Outrigger.Server.Requests;

namespace Outrigger.Server.Pipeline;

/// <summary>
/// Counts requests, so that a server that stops can wait for them, and sends newcomers elsewhere when it does so and its port is still open
/// (kube-apiserver's WithRetryAfter). Health pages and metrics are always served, and so is the server itself.
/// </summary>
internal sealed class ShutdownGate(ServerLifecycle lifecycle)
{
    private const int RetryAfterSeconds = 5;

    /// <summary>Enters; dispose of the stay when all is done and told. StatusException 429 when the server takes no more.</summary>
    public Stay Enter(RequestContext request)
    {
        var isShort = !RequestDeadline.IsLongRunning(request.Info);
        if (isShort ? lifecycle.ShortRequests.TryEnter() : !lifecycle.NotAcceptingNewRequests.IsSignaled)
        {
            return new Stay(isShort ? lifecycle.ShortRequests : null);
        }

        if (IsExempt(request))
        {
            return default;
        }

        // over HTTP/2 this is a GOAWAY: the connection ends when its requests are done
        request.Http.Response.Headers.Connection = "close";
        request.Http.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
        throw ApiErrors.TooManyRequests("The apiserver is shutting down, please try again later.", RetryAfterSeconds);
    }

    private static bool IsExempt(RequestContext request) =>
        request.Info.Segments is ["readyz" or "livez" or "healthz" or "metrics", ..] || request.Http.Features.Get<InProcessCaller>() is not null;

    /// <summary>A request that is under way.</summary>
    public readonly struct Stay(ShortRequests? owner) : IDisposable
    {
        public void Dispose() => owner?.Leave();
    }
}
