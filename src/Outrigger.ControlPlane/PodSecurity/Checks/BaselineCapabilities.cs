using System.Collections.Frozen;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.PodSecurity.Checks;

/// <summary>No capabilities beyond those that runtimes give anyway.</summary>
internal static class BaselineCapabilities
{
    private static readonly FrozenSet<string> Allowed = FrozenSet.ToFrozenSet(
    [
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP", "SETGID", "SETPCAP",
        "SETUID", "SYS_CHROOT",
    ], StringComparer.Ordinal);

    public static SecurityCheck Check { get; } = new("capabilities_baseline", SecurityLevel.Baseline, (0, Run));

    private static Violation? Run(SecurityPod pod) =>
        Capabilities.Added(pod, Allowed.Contains) is { } added ? new("non-default capabilities", added) : null;
}
