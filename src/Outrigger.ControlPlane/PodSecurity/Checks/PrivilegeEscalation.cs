using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.PodSecurity.Checks;

/// <summary>No container may get more rights than it began with.</summary>
internal static class PrivilegeEscalation
{
    public static SecurityCheck Check { get; } =
        new("allowPrivilegeEscalation", SecurityLevel.Restricted, (8, Run), (25, SecurityCheck.ButWindows(Run)));

    private static Violation? Run(SecurityPod pod)
    {
        var bad = Wording.Where(pod, c => JsonNodes.GetBool(c.Context, "allowPrivilegeEscalation") is not false);
        return bad.Count == 0
            ? null
            : new("allowPrivilegeEscalation != false", $"{Wording.Containers(bad)} must set securityContext.allowPrivilegeEscalation=false");
    }
}
