namespace Outrigger.Server.Audit.Policies;

/// <summary>Resources of one group, or of all (audit.k8s.io/v1 GroupResources).</summary>
/// <param name="Group">Empty for the core group, <c>*</c> for all.</param>
/// <param name="Resources"><c>pods</c>, <c>pods/log</c>, <c>pods/*</c>, <c>*/scale</c>, <c>*</c>; none means all.</param>
/// <param name="Names">The objects' names; none means all.</param>
internal sealed record AuditResources(string Group, IReadOnlyList<string> Resources, IReadOnlyList<string> Names)
{
    public bool Matches(AuditSubject subject)
    {
        if (Group != "*" && Group != subject.Group)
        {
            return false;
        }

        return Resources.Count == 0 || ((Names.Count == 0 || Names.Contains(subject.Name)) && Resources.Any(r => Matches(r, subject)));
    }

    private static bool Matches(string resource, AuditSubject subject)
    {
        var slash = resource.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            return resource == "*" || (subject.Subresource.Length == 0 && resource == subject.Resource);
        }

        var left = resource.AsSpan(0, slash);
        var right = resource.AsSpan(slash + 1);

        // pods/* covers pods as well
        return right is "*"
            ? left.SequenceEqual(subject.Resource)
            : subject.Subresource.Length > 0 && right.SequenceEqual(subject.Subresource) && (left is "*" || left.SequenceEqual(subject.Resource));
    }
}
