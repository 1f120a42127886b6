using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.PodSecurity.Checks;

/// <summary>No files of the node.</summary>
internal static class HostPaths
{
    public static SecurityCheck Check { get; } = new("hostPathVolumes", SecurityLevel.Baseline, (0, Run));

    private static Violation? Run(SecurityPod pod)
    {
        List<string> bad = [.. pod.Volumes.Where(v => JsonNodes.GetObject(v, "hostPath") is not null).Select(v => JsonNodes.GetString(v, "name") ?? "")];
        return bad.Count == 0 ? null : new("hostPath volumes", $"{Wording.Plural("volume", "volumes", bad.Count)} {Wording.Quote(bad)}");
    }
}
