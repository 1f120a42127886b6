using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Outrigger.Server.Authentication;
using Outrigger.Server.Authorization;
using Outrigger.Server.FlowControl;
using Outrigger.Server.Metrics;
using Outrigger.Server.Requests;

namespace Outrigger.Server.Pipeline;

/// <summary>
/// What happens to every request, top to bottom. The order is the point: nothing is done for a caller who is not known, and
/// nothing is looked up for a caller who may not see it.
/// </summary>
public sealed class RequestPipeline
{
    private readonly ShutdownGate shutdown;
    private readonly RequestAuthentication authentication;
    private readonly Impersonation impersonation;
    private readonly InFlightLimiter limiter;
    private readonly IAuthorizer authorizer;
    private readonly RequestRouter router;
    private readonly FailureAnswers failures;
    private readonly AccessMeasure access;
    private readonly ServerMetrics metrics;
    private readonly TimeProvider clock;

    /// <summary>Puts a pipeline together.</summary>
    public RequestPipeline(ServerParts parts)
    {
        var logger = parts.Loggers.CreateLogger<RequestPipeline>();
        shutdown = new ShutdownGate(parts.Lifecycle);
        authorizer = new AuthorizerUnion(parts.Authorizers, parts.TrustMasters);
        authentication = new RequestAuthentication(parts.Authenticators, parts.Anonymous, logger);
        access = new AccessMeasure(parts.AccessMetrics, parts.Clock);
        impersonation = new Impersonation(authorizer, parts.AccessMetrics);
        limiter = new InFlightLimiter(parts.InFlight);
        router = RequestRouter.Create(parts);
        failures = new FailureAnswers(logger);
        metrics = parts.Metrics;
        clock = parts.Clock;
    }

    /// <summary>Answers a request. Never throws but for a client that is gone.</summary>
    public async Task InvokeAsync(HttpContext http)
    {
        // First, so that every answer carries them, refusals too.
        var auditId = AuditHeader.Stamp(http);
        http.Response.Headers.CacheControl = "no-cache, private";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        RequestContext? request = null;
        RequestMeasure? measure = null;
        ShutdownGate.Stay stay = default;
        try
        {
            FramingRule.Check(http.Request);

            // The path is parsed once; everyone after this reads the same parse.
            request = new RequestContext(http, RequestInfoParser.Parse(http), auditId, clock.GetUtcNow());
            measure = new RequestMeasure(metrics, clock, request);
            stay = shutdown.Enter(request);
            request.User = await access.AuthenticateAsync(authentication, request).ConfigureAwait(false);
            await impersonation.ApplyAsync(request).ConfigureAwait(false);

            // After the identity is known, so that an operator gets in when the server is overrun.
            using var slot = limiter.Enter(request);
            await AuthorizeAsync(request).ConfigureAwait(false);
            await ServeAsync(request).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await failures.AnswerAsync(http, request, auditId, e).ConfigureAwait(false);
        }
        finally
        {
            measure?.End();

            // last: a server that stops waits for this
            stay.Dispose();
        }
    }

    private async ValueTask AuthorizeAsync(RequestContext request)
    {
        var asked = AuthorizationRequests.From(request.User, request.Info);
        AccessControl.Require(asked, await access.AuthorizeAsync(authorizer, asked, request.Aborted).ConfigureAwait(false));

        // These create what they do not find, which is a right of its own.
        if (request.Info is { IsResource: true, Verb: "update" or "patch" })
        {
            request.RequireVerb = (verb, token) => AccessControl.RequireAsync(authorizer, asked with { Verb = verb }, token);
        }
    }

    private async Task ServeAsync(RequestContext request)
    {
        // Reads wait for nothing that has no limit of its own; a timer for each would cost more than they do.
        if (RequestDeadline.IsLongRunning(request.Info) || !request.Info.IsResource || request.Info.Verb is "get" or "list")
        {
            await router.ServeAsync(request).ConfigureAwait(false);
            return;
        }

        using var deadline = new CancellationTokenSource(RequestDeadline.Of(request.Info.Query), clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(request.Http.RequestAborted, deadline.Token);
        request.Aborted = both.Token;
        await router.ServeAsync(request).ConfigureAwait(false);
    }
}
