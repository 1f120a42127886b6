using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Outrigger.ControlPlane.Rbac;

/// <summary>Keeps the compiled roles and grants up to date, one changed object at a time.</summary>
internal sealed class RbacState
{
    private readonly Lock gate = new();
    private readonly Dictionary<RoleKey, IReadOnlyList<KeyValuePair<SubjectKey, RoleGrant>>> bindings = [];
    private volatile RbacSnapshot current = RbacSnapshot.Empty;

    /// <summary>The newest snapshot; one volatile read.</summary>
    public RbacSnapshot Current => current;

    public void PutRole(JsonObject role)
    {
        lock (gate)
        {
            current = current with { Roles = current.Roles.SetItem(RbacObjects.KeyOf(role), PolicyRule.ReadAll(role["rules"])) };
        }
    }

    public void RemoveRole(RoleKey role)
    {
        lock (gate)
        {
            current = current with { Roles = current.Roles.Remove(role) };
        }
    }

    public void PutBinding(JsonObject binding)
    {
        var grants = BindingReader.Grants(binding);
        lock (gate)
        {
            var index = WithoutBinding(RbacObjects.KeyOf(binding));
            foreach (var (subject, grant) in grants)
            {
                index[subject] = index.TryGetValue(subject, out var others) ? Insert(others, grant) : [grant];
            }

            bindings[RbacObjects.KeyOf(binding)] = grants;
            current = current with { Grants = index.ToImmutable() };
        }
    }

    public void RemoveBinding(RoleKey binding)
    {
        lock (gate)
        {
            current = current with { Grants = WithoutBinding(binding).ToImmutable() };
            bindings.Remove(binding);
        }
    }

    private ImmutableDictionary<SubjectKey, ImmutableArray<RoleGrant>>.Builder WithoutBinding(RoleKey binding)
    {
        var index = current.Grants.ToBuilder();
        foreach (var (subject, grant) in bindings.GetValueOrDefault(binding) ?? [])
        {
            var rest = index[subject].Remove(grant);
            if (rest.IsEmpty)
            {
                index.Remove(subject);
            }
            else
            {
                index[subject] = rest;
            }
        }

        return index;
    }

    // In order of the bindings' names, so that the reason of an allowance does not depend on history.
    private static ImmutableArray<RoleGrant> Insert(ImmutableArray<RoleGrant> grants, RoleGrant grant)
    {
        var at = 0;
        while (at < grants.Length && string.CompareOrdinal(grants[at].Binding.Name, grant.Binding.Name) < 0)
        {
            at++;
        }

        return grants.Insert(at, grant);
    }
}
