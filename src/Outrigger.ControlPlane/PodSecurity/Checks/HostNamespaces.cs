using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.PodSecurity.Checks;

/// <summary>Network, processes and memory of the node are not shared.</summary>
internal static class HostNamespaces
{
    public static SecurityCheck Check { get; } = new("hostNamespaces", SecurityLevel.Baseline, (0, Run));

    private static Violation? Run(SecurityPod pod)
    {
        List<string> shared =
        [
            .. ((string[])["hostNetwork", "hostPID", "hostIPC"]).Where(f => JsonNodes.GetBool(pod.Spec, f) is true).Select(f => $"{f}=true"),
        ];
        return shared.Count == 0 ? null : new("host namespaces", string.Join(", ", shared));
    }
}
