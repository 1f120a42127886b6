using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.Rbac;

/// <summary>Whether what somebody holds covers what he wants to grant (component-helpers' Covers).</summary>
internal static class RuleCoverage
{
    /// <summary>What of <paramref name="wanted"/> no rule of <paramref name="held"/> covers, one verb and resource each.</summary>
    public static IReadOnlyList<PolicyRule> Missing(IReadOnlyList<PolicyRule> held, IEnumerable<PolicyRule> wanted) =>
        [.. wanted.SelectMany(Split).Where(part => !held.Any(rule => Covers(rule, part)))];

    /// <summary>The missing rights as Kubernetes lists them: verbs of one resource together, sorted, one a line.</summary>
    public static string Describe(IReadOnlyList<PolicyRule> missing)
    {
        var lines = missing
            .GroupBy(r => r.Resources.Length == 0
                ? (Group: "", Resource: "", Name: "", Url: r.NonResourceUrls[0], Verb: r.Verbs[0])
                : (Group: r.ApiGroups[0], Resource: r.Resources[0], Name: r.ResourceNames.FirstOrDefault() ?? "", Url: "", Verb: ""))
            .Select(g => Line(g.First() with { Verbs = [.. g.SelectMany(r => r.Verbs)] }))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);
        return string.Join('\n', lines);
    }

    private static string Line(PolicyRule rule)
    {
        (string Name, string[] Values)[] parts =
        [
            ("APIGroups", rule.ApiGroups),
            ("Resources", rule.Resources),
            ("NonResourceURLs", rule.NonResourceUrls),
            ("ResourceNames", rule.ResourceNames),
            ("Verbs", rule.Verbs),
        ];
        return $"{{{string.Join(", ", parts.Where(p => p.Values.Length > 0).Select(p => $"{p.Name}:[{Quoted(p.Values)}]"))}}}";
    }

    private static string Quoted(string[] values) => string.Join(' ', values.Select(GoText.Quote));

    private static IEnumerable<PolicyRule> Split(PolicyRule rule)
    {
        foreach (var group in rule.ApiGroups)
        {
            foreach (var resource in rule.Resources)
            {
                foreach (var verb in rule.Verbs)
                {
                    var part = new PolicyRule { ApiGroups = [group], Resources = [resource], Verbs = [verb] };
                    foreach (var names in rule.ResourceNames.Length == 0 ? [[]] : rule.ResourceNames.Select(n => new[] { n }))
                    {
                        yield return part with { ResourceNames = names };
                    }
                }
            }
        }

        foreach (var url in rule.NonResourceUrls)
        {
            foreach (var verb in rule.Verbs)
            {
                yield return new PolicyRule { NonResourceUrls = [url], Verbs = [verb] };
            }
        }
    }

    private static bool Covers(PolicyRule held, PolicyRule part) =>
        Has(held.Verbs, part.Verbs[0])
        && (part.ApiGroups.Length == 0 || Has(held.ApiGroups, part.ApiGroups[0]))
        && (part.Resources.Length == 0 || CoversResource(held.Resources, part.Resources[0]))
        && (held.ResourceNames.Length == 0 || (part.ResourceNames.Length > 0 && held.ResourceNames.Contains(part.ResourceNames[0])))
        && part.NonResourceUrls.All(url => held.NonResourceUrls.Any(own => PolicyRule.UrlCovers(own, url)));

    private static bool Has(string[] own, string wanted) =>
        own.Contains("*", StringComparer.Ordinal) || own.Contains(wanted, StringComparer.Ordinal);

    private static bool CoversResource(string[] own, string wanted)
    {
        var slash = wanted.IndexOf('/', StringComparison.Ordinal);
        return Has(own, wanted) || (slash >= 0 && own.Contains($"*{wanted[slash..]}", StringComparer.Ordinal));
    }
}
