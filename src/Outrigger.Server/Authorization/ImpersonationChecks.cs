using Outrigger.ApiMachinery.Identity;

namespace Outrigger.Server.Authorization;

/// <summary>The checks of one mode for one requestor: every part of the wanted identity needs a right of its own.</summary>
internal sealed class ImpersonationChecks(IAuthorizer authorizer, ImpersonationMode mode, UserInfo requestor)
{
    private const string IdentityGroup = "authentication.k8s.io";

    // from so many on, the right to all of them is asked for first, and then for each
    private const int Many = 4;

    private readonly UserInfo asking = mode.Requestor(requestor);

    // user names and groups are in the core group in the old way alone
    private string NameGroup => mode.IsConstrained ? IdentityGroup : "";

    /// <summary>The identity to go on with; StatusException 403 names the first part that is refused.</summary>
    public async ValueTask<UserInfo> RunAsync(UserInfo wanted, AuthorizationRequest original, CancellationToken cancellationToken)
    {
        if (mode.IsConstrained)
        {
            await RequireAsync(original with { User = asking, Verb = $"impersonate-on:{mode.Name}:{original.Verb}" }, cancellationToken).ConfigureAwait(false);
        }

        await RequireAsync(NamePart(wanted), cancellationToken).ConfigureAwait(false);
        if (wanted.Uid.Length > 0)
        {
            await RequireAsync(Part(IdentityGroup, "uids", wanted.Uid), cancellationToken).ConfigureAwait(false);
        }

        await RequireGroupsAsync(wanted.Groups, cancellationToken).ConfigureAwait(false);
        await RequireExtraAsync(wanted.Extra, cancellationToken).ConfigureAwait(false);
        return Complete(wanted);
    }

    private ValueTask RequireAsync(AuthorizationRequest part, CancellationToken cancellationToken) =>
        AccessControl.RequireAsync(authorizer, part, cancellationToken);

    private AuthorizationRequest Part(string group, string resource, string name) => new(asking, mode.Verb, true, "")
    {
        Group = group,
        Version = "v1",
        Resource = resource,
        Name = name,
    };

    private AuthorizationRequest NamePart(UserInfo wanted) =>
        KnownNames.ServiceAccount(wanted.Name) is var (ns, account) ? Part(NameGroup, "serviceaccounts", account) with { Namespace = ns }
        : mode.IsConstrained && KnownNames.Node(wanted.Name) is { } node ? Part(NameGroup, "nodes", mode.NodeInQuestion(node))
        : Part(NameGroup, "users", wanted.Name);

    private async ValueTask RequireGroupsAsync(IReadOnlyList<string> groups, CancellationToken cancellationToken)
    {
        if (mode.IsConstrained && groups.Contains("", StringComparer.Ordinal))
        {
            throw AccessControl.Refuse(Part(NameGroup, "groups", ""), "impersonating the empty string group is not allowed");
        }

        if (mode.IsConstrained && groups.Contains(UserInfo.MastersGroup, StringComparer.Ordinal))
        {
            throw AccessControl.Refuse(Part(NameGroup, "groups", UserInfo.MastersGroup), "impersonating the system:masters group is not allowed");
        }

        if (groups.Count >= Many && await MayAllAsync(Part(NameGroup, "groups", "*"), cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        foreach (var group in groups)
        {
            await RequireAsync(Part(NameGroup, "groups", group), cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask RequireExtraAsync(IReadOnlyDictionary<string, IReadOnlyList<string>>? extra, CancellationToken cancellationToken)
    {
        if (extra is not { Count: > 0 })
        {
            return;
        }

        if (mode.IsConstrained && ExtraRules.Fault(extra) is { } fault)
        {
            throw AccessControl.Refuse(Part(IdentityGroup, "userextras", ""), fault);
        }

        var all = Part(IdentityGroup, "userextras", "*") with { Subresource = "*" };
        if ((extra.Count >= Many || extra.Sum(e => e.Value.Count) >= Many) && await MayAllAsync(all, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        foreach (var (key, values) in extra)
        {
            foreach (var value in values)
            {
                await RequireAsync(Part(IdentityGroup, "userextras", value) with { Subresource = key }, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask<bool> MayAllAsync(AuthorizationRequest all, CancellationToken cancellationToken) =>
        mode.IsConstrained
        && (await authorizer.AuthorizeAsync(all, cancellationToken).ConfigureAwait(false)).Verdict == AuthorizationVerdict.Allow;

    private UserInfo Complete(UserInfo wanted)
    {
        List<string> groups = [.. wanted.Groups];
        if (groups.Count == 0 && KnownNames.ServiceAccount(wanted.Name) is var (ns, _))
        {
            groups.AddRange(["system:serviceaccounts", $"system:serviceaccounts:{ns}"]);
        }
        else if (mode.IsConstrained && KnownNames.Node(wanted.Name) is not null)
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
