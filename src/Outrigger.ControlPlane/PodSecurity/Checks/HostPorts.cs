using System.Globalization;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.PodSecurity.Checks;

/// <summary>No ports of the node.</summary>
internal static class HostPorts
{
    public static SecurityCheck Check { get; } = new("hostPorts", SecurityLevel.Baseline, (0, Run));

    private static Violation? Run(SecurityPod pod)
    {
        var ports = Wording.Sorted();
        var bad = Wording.With(
            pod,
            c => JsonNodes.Objects(c.Json, "ports").Select(p => JsonNodes.GetLong(p, "hostPort") ?? 0)
                .Where(p => p != 0).Select(p => p.ToString(CultureInfo.InvariantCulture)),
            ports);
        return bad.Count == 0
            ? null
            : new(
                "hostPort",
                $"{Wording.Containers(bad)} {Wording.Plural("uses", "use", bad.Count)} {Wording.Plural("hostPort", "hostPorts", ports.Count)} {string.Join(", ", ports)}");
    }
}
