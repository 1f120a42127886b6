using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.PodSecurity.Checks;

/// <summary>Probes and hooks of the lifecycle name no host: the kubelet would call it.</summary>
internal static class ProbeHosts
{
    private static readonly string[][] Handlers =
        [["livenessProbe"], ["readinessProbe"], ["startupProbe"], ["lifecycle", "postStart"], ["lifecycle", "preStop"]];

    public static SecurityCheck Check { get; } = new("hostProbesAndHostLifecycle", SecurityLevel.Baseline, (34, Run));

    private static Violation? Run(SecurityPod pod)
    {
        var hosts = Wording.Sorted();
        var bad = Wording.Sorted();
        bad.UnionWith(Wording.With(
            pod,
            c => Handlers.Select(h => JsonNodes.GetObject(c.Json, h))
                .SelectMany(h => (string[])[JsonNodes.GetString(h, "httpGet", "host") ?? "", JsonNodes.GetString(h, "tcpSocket", "host") ?? ""])
                .Where(h => h.Length > 0),
            hosts));
        const string What = "probe or lifecycle host";
        return bad.Count == 0
            ? null
            : new(What, $"{Wording.Containers(bad)} {Wording.Plural("uses", "use", bad.Count)} {Wording.Plural(What, What + "s", hosts.Count)} {Wording.Quote(hosts)}");
    }
}
