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
        List<string>? failures = null;
        foreach (var authorizer in authorizers)
        {
            var decision = await authorizer.AuthorizeAsync(request, cancellationToken).ConfigureAwait(false);
            if (decision.Verdict != AuthorizationVerdict.NoOpinion)
            {
                return decision;
            }

            if (decision.Reason is { Length: > 0 } reason)
            {
                (reasons ??= []).Add(reason);
            }

            if (decision.Failure is { } failure)
            {
                (failures ??= []).Add(failure);
            }
        }

        return new AuthorizationDecision(AuthorizationVerdict.NoOpinion, Join(reasons, "\n") ?? "") { Failure = Join(failures, "; ") };
    }

    private static string? Join(List<string>? texts, string between) => texts is null ? null : string.Join(between, texts);
}
