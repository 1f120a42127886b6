using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.PodSecurity.Checks;

/// <summary>Nobody asks for the user 0; since 1.35 those with users of their own may.</summary>
internal static class RunAsUser
{
    public static SecurityCheck Check { get; } = new("runAsUser", SecurityLevel.Restricted, (23, Run), (35, SecurityCheck.ButOwnUsers(Run)));

    private static Violation? Run(SecurityPod pod)
    {
        var setters = Wording.Setters(pod, c => JsonNodes.GetLong(c, "runAsUser") is 0);
        return setters.Count == 0 ? null : new("runAsUser=0", $"{Wording.And(setters)} must not set runAsUser=0");
    }
}
