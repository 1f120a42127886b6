using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Outrigger.ApiMachinery.Json;
using Outrigger.Server.Authorization;
using Outrigger.Server.Metrics;

namespace Outrigger.Server.Reviewing;

/// <summary>Asks another server what a user may do (SubjectAccessReview) and believes the answer for a time.</summary>
/// <param name="settings">How.</param>
/// <param name="endpoint">Who is asked.</param>
/// <param name="metrics">Told of failures that are passed over; null for nobody.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told when the other server fails.</param>
public sealed class AccessReviewAuthorizer(
    AccessReviewSettings settings, ReviewEndpoint endpoint, WebhookMetrics? metrics, TimeProvider time, ILogger logger) : IAuthorizer
{
    private const int CacheEntries = 8192;

    // What a client can make as long as it likes is not remembered, so that it cannot fill the memory.
    private const int LongestRemembered = 10_000;
    private readonly ExpiringCache<AuthorizationRequest, AuthorizationDecision> allowed = new(time, CacheEntries, AccessQuestionComparer.Instance);
    private readonly ExpiringCache<AuthorizationRequest, AuthorizationDecision> refused = new(time, CacheEntries, AccessQuestionComparer.Instance);
    private readonly FailureNotice failures = new(settings.Name, time, logger);

    /// <inheritdoc/>
    public string Name => settings.Name;

    /// <inheritdoc/>
    public async ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationRequest request, CancellationToken cancellationToken)
    {
        if (allowed.TryGet(request, out var known) || refused.TryGet(request, out known))
        {
            return known;
        }

        AuthorizationDecision decision;
        try
        {
            var answer = await endpoint.AskAsync(ReviewBodies.OfAccess(settings.Version, request), cancellationToken).ConfigureAwait(false);
            decision = Read(answer["status"] as JsonObject ?? []);
        }
        catch (ReviewException failure)
        {
            return Fail(failure);
        }

        if (decision.Failure is null && AccessQuestionComparer.SizeOf(request) < LongestRemembered)
        {
            var isAllowed = decision.Verdict == AuthorizationVerdict.Allow;
            (isAllowed ? allowed : refused).Set(request, decision, isAllowed ? settings.AuthorizedTtl : settings.UnauthorizedTtl);
        }

        return decision;
    }

    private AuthorizationDecision Fail(ReviewException failure)
    {
        failures.Tell(failure.Message);
        if (settings.OnFailure == AuthorizationVerdict.NoOpinion)
        {
            metrics?.FailedOpen(Name, failure.IsTimeout ? "timeout" : "error");
        }

        return new AuthorizationDecision(settings.OnFailure, "") { Failure = $"the authorizer {Name} does not answer" };
    }

    private AuthorizationDecision Read(JsonObject status)
    {
        var reason = JsonNodes.GetString(status, "reason") ?? "";
        return (JsonNodes.GetBool(status, "allowed") is true, JsonNodes.GetBool(status, "denied") is true) switch
        {
            (true, true) => new(AuthorizationVerdict.Deny, reason) { Failure = $"the authorizer {Name} both allows and denies" },
            (true, _) => new(AuthorizationVerdict.Allow, reason),
            (_, true) => new(AuthorizationVerdict.Deny, reason),
            _ => new(AuthorizationVerdict.NoOpinion, reason),
        };
    }
}
