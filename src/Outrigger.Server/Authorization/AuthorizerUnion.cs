using Outrigger.ApiMachinery.Identity;

namespace Outrigger.Server.Authorization;

/// <summary>
/// Asks several authorizers in order; the group system:masters is let through before any of them. Used by the pipeline and by
/// access reviews alike, so that they cannot disagree.
/// </summary>
/// <param name="authorizers">In order; the first that allows or denies decides.</param>
/// <param name="trustMasters">Whether system:masters may do everything.</param>
public sealed class AuthorizerUnion(IReadOnlyList<IAuthorizer> authorizers, bool trustMasters = true) : IAuthorizer
{
    /// <inheritdoc/>
    public string Name => "union";

    /// <inheritdoc/>
    public async ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationRequest request, CancellationToken cancellationToken)
    {
        if (trustMasters && request.User.IsIn(UserInfo.MastersGroup))
        {
            return new AuthorizationDecision(AuthorizationVerdict.Allow, "");
        }

        List<string>? reasons = null;
        var verdict = AuthorizationVerdict.NoOpinion;
        foreach (var authorizer in authorizers)
        {
            var decision = await authorizer.AuthorizeAsync(request, cancellationToken).ConfigureAwait(false);
            if (decision.Verdict == AuthorizationVerdict.Allow)
            {
                return decision;
            }

            if (decision.Reason is { Length: > 0 } reason)
            {
                (reasons ??= []).Add(reason);
            }

            if (decision.Verdict == AuthorizationVerdict.Deny)
            {
                verdict = decision.Verdict;
                break;
            }
        }

        return new AuthorizationDecision(verdict, reasons is null ? "" : string.Join('\n', reasons));
    }
}
