using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Outrigger.Aggregator.Endpoints;
using Outrigger.Aggregator.Upstream;
using Outrigger.Server.Lifecycle;
using Outrigger.Server.Requests;

namespace Outrigger.Aggregator.Proxy;

/// <summary>Passes authorised requests to other servers, with the caller's identity, and their answers back.</summary>
internal sealed class ProxyHandler(UpstreamClient client, EndpointBalancer balancer, TimeProvider time, ILogger logger)
{
    // Clients read discovery all the time: a slow server must not hold them up.
    private static readonly TimeSpan DiscoveryTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Told the name of an APIService when its server could not be reached.</summary>
    public Action<string> OnFailure { private get; set; } = _ => { };

    /// <summary>Ends watches and tunnels when the server stops.</summary>
    public LongRequests LongRequests { private get; init; } = new();

    /// <summary>Answers a request.</summary>
    public Task ServeAsync(RequestContext request, RemoteModel model)
    {
        if (!model.IsAvailable || (model.Problem is null && model.Targets.IsEmpty))
        {
            return ProxyErrors.UnavailableAsync(request.Http);
        }

        if (model.Problem is not null)
        {
            return ProxyErrors.WriteAsync(request.Http, StatusCodes.Status500InternalServerError, $"{model.Problem}\n");
        }

        return RequestDeadline.IsLongRunning(request.Info) ? ServeLongAsync(request, model)
            : IsDiscovery(request.Info) ? ServeDiscoveryAsync(request, model)
            : ForwardAsync(request, model, request.Aborted);
    }

    /// <summary>Watches, logs and tunnels, whether their answer has begun or not.</summary>
    private async Task ServeLongAsync(RequestContext request, RemoteModel model)
    {
        var http = request.Http;
        try
        {
            await HoldAsync(request, token => ForwardAsync(request, model, token)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested && !http.Response.HasStarted)
        {
            await ProxyErrors.UnreachableAsync(http, "the server is shutting down").ConfigureAwait(false);
        }
    }

    /// <summary>What may last as long as it likes takes no part of the server, and ends when the server stops.</summary>
    private async Task HoldAsync(RequestContext request, Func<CancellationToken, Task> serve)
    {
        request.Seat?.Dispose();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(request.Http.RequestAborted);
        using var entry = LongRequests.Enter(end);
        await serve(end.Token).ConfigureAwait(false);
    }

    private async Task ServeDiscoveryAsync(RequestContext request, RemoteModel model)
    {
        var http = request.Http;
        using var timeout = new CancellationTokenSource(DiscoveryTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(request.Aborted, timeout.Token);
        try
        {
            await ForwardAsync(request, model, both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !http.Response.HasStarted)
        {
            await ProxyErrors.UnreachableAsync(http, "context deadline exceeded").ConfigureAwait(false);
        }
    }

    /// <summary>/apis/GROUP/VERSION itself.</summary>
    private static bool IsDiscovery(RequestInfo info) => !info.IsResource && info.Path.AsSpan().Trim('/').Count('/') == 2;

    private async Task ForwardAsync(RequestContext request, RemoteModel model, CancellationToken cancellationToken)
    {
        var http = request.Http;
        try
        {
            // the body streams through, so its size is the other server's business
            if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            {
                limit.MaxRequestBodySize = null;
            }

            var upgrade = UpgradeRelay.Wanted(http);
            var upstream = await SendAsync(new ProxyRequest(request, upgrade), model, cancellationToken).ConfigureAwait(false);
            await using (upstream.ConfigureAwait(false))
            {
                await (upgrade is not null ? UpgradeAsync(upstream, request, cancellationToken)
                    : request.Info.Verb == "watch" ? RelayWatchAsync(upstream, request, cancellationToken)
                    : RelayAsync(upstream, request, cancellationToken)).ConfigureAwait(false);
            }
        }
        catch (UpstreamException e)
        {
            AggregatorLog.RequestFailed(logger, model.Name, http.Request.Method, request.Info.Path, e.Message);
            if (e.Failure is UpstreamFailure.Connect or UpstreamFailure.NoAnswer)
            {
                OnFailure(model.Name);
            }

            if (http.Response.HasStarted)
            {
                // a cut answer must not look like a whole one
                http.Abort();
            }
            else if (e is { Failure: UpstreamFailure.ClientBody, InnerException: { } cause })
            {
                throw cause;
            }
            else
            {
                await ProxyErrors.UnreachableAsync(http, e.Message).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Tries the endpoints in turn as long as nothing was sent to any.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<UpstreamResponse> SendAsync(ProxyRequest request, RemoteModel model, CancellationToken cancellationToken)
    {
        UpstreamException? last = null;
        List<UpstreamTarget>? tried = null;
        while (balancer.Pick(model.Targets, model.Turn, tried ?? (IReadOnlyCollection<UpstreamTarget>)[]) is { } target)
        {
            try
            {
                var response = await client.SendAsync(target, request, fresh: !request.KeepsConnection, cancellationToken).ConfigureAwait(false);
                balancer.MarkReached(target);
                return response;
            }
            catch (UpstreamException e) when (e.Failure is UpstreamFailure.NoAnswer)
            {
                // it may have been done, so it is not sent again; the next request goes elsewhere
                balancer.MarkFailed(target);
                throw;
            }
            catch (UpstreamException e) when (e.Failure is UpstreamFailure.Connect or UpstreamFailure.Refused)
            {
                balancer.MarkFailed(target);
                (tried ??= []).Add(target);
                last = e;
            }
            catch (OperationCanceledException) when (request.IsOverdue)
            {
                balancer.MarkFailed(target);
                throw;
            }
        }

        throw last!;
    }

    /// <summary>A tunnel lasts as long as it likes, whatever path it was asked for at.</summary>
    private Task UpgradeAsync(UpstreamResponse upstream, RequestContext request, CancellationToken cancellationToken) =>
        RequestDeadline.IsLongRunning(request.Info)
            ? UpgradeRelay.RunAsync(upstream, request, cancellationToken)
            : HoldAsync(request, token => UpgradeRelay.RunAsync(upstream, request, token));

    /// <summary>A watch ends as a whole answer when the server drains, so that its client starts another one elsewhere.</summary>
    private static async Task RelayWatchAsync(UpstreamResponse upstream, RequestContext request, CancellationToken cancellationToken)
    {
        try
        {
            await RelayAsync(upstream, request, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!request.Http.RequestAborted.IsCancellationRequested && upstream.Framing != BodyFraming.Length)
        {
            // what was sent so far is whole events
        }
    }

    private static async Task RelayAsync(UpstreamResponse upstream, RequestContext request, CancellationToken cancellationToken)
    {
        var http = request.Http;
        var head = upstream.Head;
        if (head.StatusCode == StatusCodes.Status101SwitchingProtocols)
        {
            await ProxyErrors.WriteAsync(
                http, StatusCodes.Status502BadGateway, "the backend switched protocols, which nobody asked for\n").ConfigureAwait(false);
            return;
        }

        if (head.StatusCode is >= 300 and <= 399 && head.Find("Location") is not null)
        {
            await ProxyErrors.RedirectAsync(http).ConfigureAwait(false);
            return;
        }

        ResponseRelay.CopyHead(head, http.Response);
        if (request.OnStarted is { } started)
        {
            await started().ConfigureAwait(false);
        }

        try
        {
            await ResponseRelay.CopyBodyAsync(upstream, http.Response, cancellationToken).ConfigureAwait(false);
        }
        catch (UpstreamException)
        {
            http.Abort();
        }
    }
}
