using Outrigger.ApiMachinery.Identity;

namespace Outrigger.Server.Authorization;

/// <summary>The checks of one mode: every part of the wanted identity needs a right of its own.</summary>
internal static class ImpersonationChecks
{
    private const string IdentityGroup = "authentication.k8s.io";

    /// <summary>The identity to go on with; StatusException 403 names the first part that is refused.</summary>
    public static async ValueTask<UserInfo> RunAsync(
        IAuthorizer authorizer, ImpersonationMode mode, UserInfo wanted, AuthorizationRequest original, CancellationToken cancellationToken)
    {
        if (mode.IsConstrained)
        {
            var onVerb = original with { Verb = $"impersonate-on:{mode.Name}:{original.Verb}" };
            await AccessControl.RequireAsync(authorizer, onVerb, cancellationToken).ConfigureAwait(false);
        }

        foreach (var part in Parts(mode, wanted, original.User))
        {
            Forbid(mode, part);
            await AccessControl.RequireAsync(authorizer, part, cancellationToken).ConfigureAwait(false);
        }

        return Complete(mode, wanted);
    }

    private static IEnumerable<AuthorizationRequest> Parts(ImpersonationMode mode, UserInfo wanted, UserInfo requestor)
    {
        var nameGroup = mode.IsConstrained ? IdentityGroup : "";
        AuthorizationRequest Ask(string group, string resource, string name) => new(requestor, mode.Verb, true, "")
        {
            Group = group,
            Version = "v1",
            Resource = resource,
            Name = name,
        };

        if (ImpersonatedUser.ServiceAccount(wanted.Name) is var (ns, account))
        {
            yield return Ask(nameGroup, "serviceaccounts", account) with { Namespace = ns };
        }
        else if (mode.IsConstrained && ImpersonatedUser.Node(wanted.Name) is { } node)
        {
            yield return Ask(nameGroup, "nodes", node);
        }
        else
        {
            yield return Ask(nameGroup, "users", wanted.Name);
        }

        if (wanted.Uid.Length > 0)
        {
            yield return Ask(IdentityGroup, "uids", wanted.Uid);
        }

        foreach (var group in wanted.Groups)
        {
            yield return Ask(nameGroup, "groups", group);
        }

        foreach (var (key, values) in wanted.Extra ?? new Dictionary<string, IReadOnlyList<string>>())
        {
            foreach (var value in values)
            {
                yield return Ask(IdentityGroup, "userextras", value) with { Subresource = key };
            }
        }
    }

    private static void Forbid(ImpersonationMode mode, AuthorizationRequest part)
    {
        if (mode.IsConstrained && part.Resource == "groups" && part.Name is "" or UserInfo.MastersGroup)
        {
            throw AccessControl.Refuse(part, "impersonating this group is not allowed");
        }
    }

    private static UserInfo Complete(ImpersonationMode mode, UserInfo wanted)
    {
        List<string> groups = [.. wanted.Groups];
        if (groups.Count == 0 && ImpersonatedUser.ServiceAccount(wanted.Name) is var (ns, _))
        {
            groups.AddRange(["system:serviceaccounts", $"system:serviceaccounts:{ns}"]);
        }
        else if (mode.IsConstrained && ImpersonatedUser.Node(wanted.Name) is not null)
        {
            groups.Add("system:nodes");
        }

        var anonymous = wanted.Name == UserInfo.AnonymousName;
        var last = anonymous ? UserInfo.UnauthenticatedGroup : UserInfo.AuthenticatedGroup;
        if (!groups.Contains(last) && (anonymous || !groups.Contains(UserInfo.UnauthenticatedGroup)))
        {
            groups.Add(last);
        }

        return wanted with { Groups = groups };
    }
}
