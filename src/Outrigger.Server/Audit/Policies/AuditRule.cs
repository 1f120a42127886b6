using Outrigger.ApiMachinery.Identity;

namespace Outrigger.Server.Audit.Policies;

/// <summary>One rule: every list that is not empty must match (audit.k8s.io/v1 PolicyRule).</summary>
internal sealed record AuditRule(AuditDecision Decision)
{
    public IReadOnlyList<string> Users { get; init; } = [];

    public IReadOnlyList<string> UserGroups { get; init; } = [];

    public IReadOnlyList<string> Verbs { get; init; } = [];

    public IReadOnlyList<AuditResources> Resources { get; init; } = [];

    /// <summary>The empty text stands for resources without a namespace.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    public IReadOnlyList<string> NonResourceUrls { get; init; } = [];

    public bool Matches(AuditSubject subject)
    {
        if ((Users.Count > 0 && !(subject.User is { } user && Users.Contains(user.Name)))
            || (UserGroups.Count > 0 && !IsInAny(subject.User))
            || (Verbs.Count > 0 && !Verbs.Contains(subject.Verb)))
        {
            return false;
        }

        if (Namespaces.Count > 0 || Resources.Count > 0)
        {
            return subject.IsResource
                && (Namespaces.Count == 0 || Namespaces.Contains(subject.Namespace))
                && (Resources.Count == 0 || Resources.Any(r => r.Matches(subject)));
        }

        return NonResourceUrls.Count == 0 || (!subject.IsResource && NonResourceUrls.Any(u => MatchesPath(u, subject.Path)));
    }

    private static bool MatchesPath(string rule, string path) =>
        rule == path || (rule.EndsWith('*') && path.StartsWith(rule.TrimEnd('*'), StringComparison.Ordinal));

    private bool IsInAny(UserInfo? user) => user is not null && user.Groups.Any(g => UserGroups.Contains(g));
}
