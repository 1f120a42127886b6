using Outrigger.ApiMachinery.Identity;
using Outrigger.Server.Authentication;
using Outrigger.Server.Authorization;
using Outrigger.Server.Metrics;
using Outrigger.Server.Requests;

namespace Outrigger.Server.Pipeline;

/// <summary>Counts who is let in and what is allowed.</summary>
internal sealed class AccessMeasure(AccessMetrics metrics, TimeProvider clock)
{
    public async ValueTask<UserInfo> AuthenticateAsync(RequestAuthentication authentication, RequestContext request)
    {
        var start = clock.GetTimestamp();
        string? name = null;
        try
        {
            var user = await authentication.AuthenticateAsync(request.Http, request.Info.Path).ConfigureAwait(false);
            name = user.Name;
            return user;
        }
        finally
        {
            metrics.Authenticated(name, clock.GetElapsedTime(start));
        }
    }

    public async ValueTask<AuthorizationDecision> AuthorizeAsync(
        IAuthorizer authorizer, AuthorizationRequest asked, CancellationToken cancellationToken)
    {
        var start = clock.GetTimestamp();
        var result = "error";
        try
        {
            var decision = await authorizer.AuthorizeAsync(asked, cancellationToken).ConfigureAwait(false);
            result = Label(decision);
            return decision;
        }
        finally
        {
            metrics.Authorized(result, clock.GetElapsedTime(start));
        }
    }

    private static string Label(AuthorizationDecision decision) => decision switch
    {
        { Verdict: AuthorizationVerdict.Allow } => "allowed",
        { Failure: not null } => "error",
        { Verdict: AuthorizationVerdict.Deny } => "denied",
        _ => "no-opinion",
    };
}
