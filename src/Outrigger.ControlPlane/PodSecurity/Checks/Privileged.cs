using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.PodSecurity.Checks;

/// <summary>No container that may do everything.</summary>
internal static class Privileged
{
    public static SecurityCheck Check { get; } = new("privileged", SecurityLevel.Baseline, (0, Run));

    private static Violation? Run(SecurityPod pod)
    {
        var bad = Wording.Where(pod, c => JsonNodes.GetBool(c.Context, "privileged") is true);
        return bad.Count == 0 ? null : new("privileged", $"{Wording.Containers(bad)} must not set securityContext.privileged=true");
    }
}
