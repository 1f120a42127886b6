namespace Outrigger.ControlPlane.PodSecurity.Checks;

/// <summary>Every container has a seccomp profile, of its own or by the pod, and it is the runtime's or one of the node.</summary>
internal static class RestrictedSeccomp
{
    public static SecurityCheck Check { get; } =
        new("seccompProfile_restricted", SecurityLevel.Restricted, (19, Run), (25, SecurityCheck.ButWindows(Run))) { Overrides = "seccompProfile_baseline" };

    private static Violation? Run(SecurityPod pod)
    {
        if (Seccomp.Others(pod) is { } others)
        {
            return others;
        }

        var without = Seccomp.TypeOf(pod.Context) is null ? Wording.Where(pod, c => Seccomp.TypeOf(c.Context) is null) : [];
        return without.Count == 0
            ? null
            : new(
                Seccomp.Reason,
                $"pod or {Wording.Containers(without)} must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\"");
    }
}
