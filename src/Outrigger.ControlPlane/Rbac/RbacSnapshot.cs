using System.Collections.Immutable;
using Outrigger.ApiMachinery.Identity;

namespace Outrigger.ControlPlane.Rbac;

/// <summary>All roles and grants at one moment; immutable, so that a decision takes no lock.</summary>
internal sealed record RbacSnapshot(
    ImmutableDictionary<RoleKey, PolicyRule[]> Roles,
    ImmutableDictionary<SubjectKey, ImmutableArray<RoleGrant>> Grants)
{
    public static RbacSnapshot Empty { get; } = new(
        ImmutableDictionary<RoleKey, PolicyRule[]>.Empty,
        ImmutableDictionary<SubjectKey, ImmutableArray<RoleGrant>>.Empty);

    /// <summary>
    /// The grants of a user in the whole cluster and, unless it is empty, in the namespace: those of the user first, then those
    /// of each group. A binding that names the user and a group comes twice.
    /// </summary>
    public IEnumerable<RoleGrant> GrantsOf(UserInfo user, string ns)
    {
        foreach (var scope in ns.Length == 0 ? [""] : new[] { "", ns })
        {
            foreach (var grant in Of(new SubjectKey(scope, IsGroup: false, user.Name)))
            {
                yield return grant;
            }

            foreach (var group in user.Groups)
            {
                foreach (var grant in Of(new SubjectKey(scope, IsGroup: true, group)))
                {
                    yield return grant;
                }
            }
        }
    }

    /// <summary>Every rule that applies to a user, in the whole cluster and in the namespace; each binding counts once.</summary>
    public IEnumerable<PolicyRule> RulesOf(UserInfo user, string ns)
    {
        var seen = new HashSet<RoleKey>();
        foreach (var grant in GrantsOf(user, ns))
        {
            if (seen.Add(grant.Binding) && Roles.TryGetValue(grant.Role, out var rules))
            {
                foreach (var rule in rules)
                {
                    yield return rule;
                }
            }
        }
    }

    public ImmutableArray<RoleGrant> Of(SubjectKey subject) => Grants.TryGetValue(subject, out var grants) ? grants : [];
}
