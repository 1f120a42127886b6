using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.PodSecurity.Checks;

/// <summary>Only kernel settings that concern the pod alone.</summary>
internal static class Sysctls
{
    private static readonly string[] First =
    [
        "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range",
        "net.ipv4.ip_unprivileged_port_start",
    ];

    private static readonly string[] Since27 = [.. First, "net.ipv4.ip_local_reserved_ports"];

    private static readonly string[] Since29 =
    [
        .. Since27, "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes",
    ];

    private static readonly string[] Since32 = [.. Since29, "net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem"];

    public static SecurityCheck Check { get; } = new(
        "sysctls",
        SecurityLevel.Baseline,
        (0, pod => Run(pod, First)),
        (27, pod => Run(pod, Since27)),
        (29, pod => Run(pod, Since29)),
        (32, pod => Run(pod, Since32)));

    private static Violation? Run(SecurityPod pod, string[] allowed)
    {
        List<string> bad =
        [
            .. JsonNodes.Objects(pod.Context, "sysctls").Select(s => JsonNodes.GetString(s, "name") ?? "")
                .Where(n => !allowed.Contains(n, StringComparer.Ordinal)),
        ];
        return bad.Count == 0 ? null : new("forbidden sysctls", string.Join(", ", bad));
    }
}
