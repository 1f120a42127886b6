using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;
using Outrigger.Server.Audit;
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
    private readonly AuditLog? auditLog;
    private readonly RequestAuthentication authentication;
    private readonly Strangers strangers = new();
    private readonly Impersonation impersonation;
    private readonly IRequestLimiter limiter;
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
        auditLog = parts.Audit;
        authorizer = new AuthorizerUnion(parts.Authorizers, parts.TrustMasters);
        authentication = new RequestAuthentication(parts.Authenticators, parts.Anonymous, logger);
        access = new AccessMeasure(parts.AccessMetrics, parts.Clock);
        impersonation = new Impersonation(authorizer, parts.AccessMetrics);
        limiter = Limiters.For(parts);
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
        var received = clock.GetUtcNow();
        var audit = auditLog is null ? null : new RequestAudit(auditLog, http, auditId, received);
        RequestContext? request = null;
        Refusal? refusal = null;
        RequestMeasure? measure = null;
        ShutdownGate.Stay stay = default;
        var isSeen = false;
        try
        {
            FramingRule.Check(http);
            // The path is parsed once; everyone after this reads the same parse.
            request = new RequestContext(http, RequestInfoParser.Parse(http), auditId, received);
            measure = new RequestMeasure(metrics, clock, request);
            stay = shutdown.Enter(request);
            isSeen = true;
            request.User = await strangers.IdentifyAsync(http, access.AuthenticateAsync(authentication, request)).ConfigureAwait(false);
            if (audit is not null)
            {
                await audit.BeginAsync(request).ConfigureAwait(false);
            }

            await impersonation.ApplyAsync(request).ConfigureAwait(false);

            // After the identity is known, so that an operator gets in when the server is overrun.
            using var seat = await limiter.EnterAsync(request).ConfigureAwait(false);
            await AuthorizeAsync(request).ConfigureAwait(false);
            await ServeAsync(request).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            if (!isSeen)
            {
                strangers.Enter(http);
            }

            refusal = await failures.AnswerAsync(http, request, auditId, e).ConfigureAwait(false);
        }
        finally
        {
            measure?.End();
            try
            {
                if (audit is not null)
                {
                    await audit.EndAsync(request, refusal).ConfigureAwait(false);
                }
            }
            finally
            {
                // last: a server that stops waits for this
                stay.Dispose();
            }
        }
    }

    private async ValueTask AuthorizeAsync(RequestContext request)
    {
        var asked = AuthorizationRequests.From(request.User, request.Info);
        var decision = await access.AuthorizeAsync(authorizer, asked, request.Aborted).ConfigureAwait(false);
        if (request.Audit is { } audit)
        {
            audit.Annotate("authorization.k8s.io/decision", decision.Verdict == AuthorizationVerdict.Allow ? "allow" : "forbid");
            audit.Annotate("authorization.k8s.io/reason", decision.Reason);
        }

        AccessControl.Require(asked, decision);
        await PodConnections.RequireCreateAsync(authorizer, request.Info, asked, request.Aborted).ConfigureAwait(false);

        // These create what they do not find, which is a right of its own.
        if (request.Info is { IsResource: true, Verb: "update" or "patch" })
        {
            request.RequireVerb = (verb, token) => AccessControl.RequireAsync(authorizer, asked with { Verb = verb }, token);
        }
    }

    private Task ServeAsync(RequestContext request)
    {
        if (RequestDeadline.IsLongRunning(request.Info) && request.Http.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
        {
            // who reads a stream may stop for a while
            rate.MinDataRate = null;
        }

        return router.ServeAsync(request);
    }
}
