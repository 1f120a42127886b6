using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.CustomResources.Definitions;

/// <summary>
/// Which names the CRDs of a group hold, and what a CRD gets of those it asks for: a name that another one holds is refused, the rest is
/// given. Used by one thread at a time.
/// </summary>
internal sealed class NameClaims
{
    private readonly Dictionary<string, (string Group, DefinitionNames Requested, DefinitionNames Accepted)> claims = new(StringComparer.Ordinal);

    /// <summary>Notes what a CRD asks for and holds.</summary>
    public void Note(string crd, string group, DefinitionNames requested, DefinitionNames accepted) => claims[crd] = (group, requested, accepted);

    /// <summary>Forgets a CRD that is gone; returns the others that may now get what they wait for.</summary>
    public IReadOnlyList<string> Release(string crd) => claims.Remove(crd, out var gone) ? Waiting(gone.Group) : [];

    /// <summary>The CRDs of a group that do not have all names they ask for.</summary>
    public IReadOnlyList<string> Waiting(string group) =>
        [.. claims.Where(c => c.Value.Group == group && !Same(c.Value.Requested, c.Value.Accepted)).Select(c => c.Key)];

    /// <summary>What a CRD gets, and what is said of it.</summary>
    public (DefinitionNames Names, Condition Condition) Decide(string crd, string group, DefinitionNames requested, DefinitionNames accepted)
    {
        var resources = Used(crd, group, n => [n.Plural, n.Singular, .. n.ShortNames]);
        var kinds = Used(crd, group, n => [n.Kind, n.ListKind]);
        var condition = Condition.NamesAccepted;
        var names = accepted with { Categories = requested.Categories };

        bool Taken(string wanted, string has, HashSet<string> used, string reason)
        {
            if (wanted == has || !used.Contains(wanted))
            {
                return false;
            }

            condition = new("NamesAccepted", "False", reason, $"{GoText.Quote(wanted)} is already in use");
            return true;
        }

        names = Taken(requested.Plural, accepted.Plural, resources, "PluralConflict") ? names : names with { Plural = requested.Plural };
        names = Taken(requested.Singular, accepted.Singular, resources, "SingularConflict") ? names : names with { Singular = requested.Singular };
        var conflicts = requested.ShortNames.Except(accepted.ShortNames, StringComparer.Ordinal).Where(resources.Contains).ToList();
        if (conflicts.Count == 0)
        {
            names = names with { ShortNames = requested.ShortNames };
        }
        else
        {
            var texts = string.Join(", ", conflicts.Select(s => $"{GoText.Quote(s)} is already in use"));
            condition = new("NamesAccepted", "False", "ShortNamesConflict", conflicts.Count == 1 ? texts : $"[{texts}]");
        }

        names = Taken(requested.Kind, accepted.Kind, kinds, "KindConflict") ? names : names with { Kind = requested.Kind };
        names = Taken(requested.ListKind, accepted.ListKind, kinds, "ListKindConflict") ? names : names with { ListKind = requested.ListKind };
        return (names, condition);
    }

    /// <summary>Whether two sets of names are the same.</summary>
    public static bool Same(DefinitionNames a, DefinitionNames b) => JsonNodes.DeepEqual(a.ToJson(), b.ToJson());

    private HashSet<string> Used(string crd, string group, Func<DefinitionNames, IEnumerable<string>> names) =>
        [.. claims.Where(c => c.Key != crd && c.Value.Group == group).SelectMany(c => names(c.Value.Accepted)).Where(n => n.Length > 0)];
}
