namespace Outrigger.ControlPlane.PodSecurity;

/// <summary>What levels have against one pod, each found once: a namespace often asks for the same one to enforce, to warn and to audit.</summary>
internal sealed class PodVerdicts(SecurityChecks checks, SecurityPod pod)
{
    private readonly Dictionary<LevelVersion, PodVerdict> known = [];

    public PodVerdict Of(LevelVersion policy)
    {
        if (!known.TryGetValue(policy, out var verdict))
        {
            known[policy] = verdict = checks.Evaluate(policy, pod);
        }

        return verdict;
    }
}
