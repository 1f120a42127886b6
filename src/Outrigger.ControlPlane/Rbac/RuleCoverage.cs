using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.Rbac;

/// <summary>Whether what somebody holds covers what he wants to grant (component-helpers' Covers).</summary>
internal static class RuleCoverage
{
    // characters; what stands around the words of a part counts, too
    private const int LongestText = 250_000;
    private const int PartCost = 80;

    /// <summary>
    /// How many comparisons of two words <see cref="Missing"/> makes at most, about: a rule of a few kilobytes stands for the product of
    /// its lists.
    /// </summary>
    public static double Effort(IReadOnlyList<PolicyRule> held, IEnumerable<PolicyRule> wanted) =>
        wanted.Sum(Parts) * (1 + held.Sum(r => r.Verbs.Length + r.ApiGroups.Length + r.Resources.Length + r.ResourceNames.Length + r.NonResourceUrls.Length));

    /// <summary>What of <paramref name="wanted"/> no rule of <paramref name="held"/> covers, one verb and resource each; looked for as it is read.</summary>
    public static IEnumerable<PolicyRule> Missing(
        IReadOnlyList<PolicyRule> held, IEnumerable<PolicyRule> wanted, CancellationToken cancellationToken)
    {
        foreach (var part in wanted.SelectMany(Split))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!held.Any(rule => Covers(rule, part)))
            {
                yield return part;
            }
        }
    }

    /// <summary>
    /// The missing rights as Kubernetes lists them: verbs of one resource together, sorted, one a line; empty when nothing is missing.
    /// Reads no more of them than a person would, and then says that there are more.
    /// </summary>
    public static string Describe(IEnumerable<PolicyRule> missing)
    {
        var (told, hasMore) = Some(missing);
        var lines = told
            .GroupBy(r => r.Resources.Length == 0
                ? (Group: "", Resource: "", Name: "", Url: r.NonResourceUrls[0], Verb: r.Verbs[0])
                : (Group: r.ApiGroups[0], Resource: r.Resources[0], Name: r.ResourceNames.FirstOrDefault() ?? "", Url: "", Verb: ""))
            .Select(g => Line(g.First() with { Verbs = [.. g.SelectMany(r => r.Verbs)] }))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);
        return string.Join('\n', hasMore ? lines.Append("and more") : lines);
    }

    private static (List<PolicyRule> Told, bool HasMore) Some(IEnumerable<PolicyRule> missing)
    {
        var told = new List<PolicyRule>();
        var room = LongestText;
        foreach (var part in missing)
        {
            if (room <= 0)
            {
                return (told, true);
            }

            told.Add(part);
            room -= PartCost + (part.Resources.Length == 0
                ? part.NonResourceUrls[0].Length
                : part.ApiGroups[0].Length + part.Resources[0].Length + (part.ResourceNames.FirstOrDefault()?.Length ?? 0)) + part.Verbs[0].Length;
        }

        return (told, false);
    }

    private static double Parts(PolicyRule rule) =>
        ((double)rule.ApiGroups.Length * rule.Resources.Length * rule.Verbs.Length * Math.Max(1, rule.ResourceNames.Length))
        + ((double)rule.NonResourceUrls.Length * rule.Verbs.Length);

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
