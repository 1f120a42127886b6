using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.PodSecurity.Checks;

/// <summary>No processes of the node on Windows.</summary>
internal static class WindowsHostProcess
{
    public static SecurityCheck Check { get; } = new("windowsHostProcess", SecurityLevel.Baseline, (0, Run));

    private static Violation? Run(SecurityPod pod)
    {
        var setters = Wording.Setters(pod, c => JsonNodes.GetBool(c, "windowsOptions", "hostProcess") is true);
        return setters.Count == 0
            ? null
            : new("hostProcess", $"{Wording.And(setters)} must not set securityContext.windowsOptions.hostProcess=true");
    }
}
