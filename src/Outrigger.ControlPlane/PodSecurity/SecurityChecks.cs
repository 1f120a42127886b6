using Outrigger.ControlPlane.PodSecurity.Checks;

namespace Outrigger.ControlPlane.PodSecurity;

/// <summary>All checks, and which of them make up a level in a version (pod-security-admission policy/registry.go).</summary>
internal sealed class SecurityChecks
{
    private readonly SecurityCheck[] checks;
    private readonly long newest;

    public SecurityChecks()
    {
        checks =
        [
            .. ((SecurityCheck[])
            [
                AppArmor.Check, BaselineCapabilities.Check, HostNamespaces.Check, HostPaths.Check, HostPorts.Check, ProbeHosts.Check,
                Privileged.Check, ProcMount.Baseline, SeLinux.Check, BaselineSeccomp.Check, Sysctls.Check, WindowsHostProcess.Check,
                PrivilegeEscalation.Check, RestrictedCapabilities.Check, ProcMount.Restricted, RestrictedVolumes.Check,
                RunAsNonRoot.Check, RunAsUser.Check, RestrictedSeccomp.Check,
            ]).OrderBy(c => c.Level).ThenBy(c => c.Id, StringComparer.Ordinal),
        ];
        newest = checks.Max(c => c.Versions[^1].Minor);
    }

    /// <summary>What a level has against a pod.</summary>
    public PodVerdict Evaluate(LevelVersion policy, SecurityPod pod)
    {
        var minor = Math.Min(policy.Minor ?? newest, newest);
        var found = new List<Violation>();
        foreach (var check in checks.Where(c => c.Level <= policy.Level && !IsOverridden(c, policy.Level, minor)))
        {
            if (check.At(minor)?.Invoke(pod) is { } violation)
            {
                found.Add(violation);
            }
        }

        return new PodVerdict(found);
    }

    private bool IsOverridden(SecurityCheck check, SecurityLevel level, long minor) =>
        level == SecurityLevel.Restricted && Array.Exists(checks, c => c.Overrides == check.Id && c.At(minor) is not null);
}
