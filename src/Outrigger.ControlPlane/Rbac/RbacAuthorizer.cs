using System.Collections.Immutable;
using Outrigger.ApiMachinery.Identity;
using Outrigger.ApiMachinery.Json;
using Outrigger.Server.Authorization;

namespace Outrigger.ControlPlane.Rbac;

/// <summary>Allows what a role allows that is bound to the user, one of the user's groups, or the service account.</summary>
internal sealed class RbacAuthorizer(RbacState state) : IAuthorizer
{
    /// <inheritdoc/>
    public string Name => "RBAC";

    /// <inheritdoc/>
    public ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationRequest request, CancellationToken cancellationToken)
    {
        var snapshot = state.Current;
        var reason = InScope(snapshot, "", request);
        if (reason is null && request.IsResource && request.Namespace.Length > 0)
        {
            reason = InScope(snapshot, request.Namespace, request);
        }

        return ValueTask.FromResult(reason is null
            ? new AuthorizationDecision(AuthorizationVerdict.NoOpinion, Reason(snapshot, request))
            : new AuthorizationDecision(AuthorizationVerdict.Allow, reason));
    }

    private static string? InScope(RbacSnapshot snapshot, string scope, AuthorizationRequest request)
    {
        var reason = Try(snapshot, snapshot.Of(new SubjectKey(scope, IsGroup: false, request.User.Name)), request);
        for (var i = 0; reason is null && i < request.User.Groups.Count; i++)
        {
            reason = Try(snapshot, snapshot.Of(new SubjectKey(scope, IsGroup: true, request.User.Groups[i])), request);
        }

        return reason;
    }

    private static string? Try(RbacSnapshot snapshot, ImmutableArray<RoleGrant> grants, AuthorizationRequest request)
    {
        foreach (var grant in grants)
        {
            if (!snapshot.Roles.TryGetValue(grant.Role, out var rules))
            {
                continue;
            }

            foreach (var rule in rules)
            {
                if (rule.Allows(request))
                {
                    return grant.Reason;
                }
            }
        }

        return null;
    }

    /// <summary>Bindings of a user to roles that are not there: the usual cause is a misspelt name.</summary>
    public static IReadOnlyList<string> MissingRoles(RbacSnapshot snapshot, UserInfo user, string ns)
    {
        List<string>? missing = null;
        HashSet<RoleKey>? told = null;
        foreach (var grant in snapshot.GrantsOf(user, ns))
        {
            if (!snapshot.Roles.ContainsKey(grant.Role) && (told ??= []).Add(grant.Role))
            {
                var kind = grant.Role.Namespace.Length == 0 ? "clusterrole" : "role";
                var text = $"{kind}.{RbacObjects.Group} {GoText.Quote(grant.Role.Name)} not found";
                (missing ??= []).Add(text);
            }
        }

        return missing ?? (IReadOnlyList<string>)[];
    }

    // A refused user learns of them.
    private static string Reason(RbacSnapshot snapshot, AuthorizationRequest request) =>
        MissingRoles(snapshot, request.User, request.IsResource ? request.Namespace : "") switch
        {
            [] => "",
            [var only] => $"RBAC: {only}",
            var missing => $"RBAC: [{string.Join(", ", missing)}]",
        };
}
