namespace Outrigger.Server.Audit.Policies;

/// <summary>Which requests are recorded, and how much of them (audit.k8s.io/v1 Policy): the first rule that matches decides.</summary>
public sealed class AuditPolicy
{
    private static readonly AuditDecision Nothing = new(AuditLevel.None);
    private readonly AuditRule[] rules;

    internal AuditPolicy(IEnumerable<AuditRule> rules) => this.rules = [.. rules];

    /// <summary>The decision; a request that no rule matches is not recorded.</summary>
    public AuditDecision Decide(AuditSubject subject)
    {
        foreach (var rule in rules)
        {
            if (rule.Matches(subject))
            {
                return rule.Decision;
            }
        }

        return Nothing;
    }
}
