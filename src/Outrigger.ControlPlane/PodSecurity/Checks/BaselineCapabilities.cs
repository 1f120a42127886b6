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

    private static Violation? Run(SecurityPod pod)
    {
        var added = Wording.Sorted();
        var bad = Wording.Where(pod, c =>
        {
            List<string> others = [.. JsonNodes.StringList(JsonNodes.Get(c.Context, "capabilities", "add")).Where(a => !Allowed.Contains(a))];
            added.UnionWith(others);
            return others.Count > 0;
        });
        return bad.Count == 0
            ? null
            : new(
                "non-default capabilities",
                $"{Wording.Containers(bad)} must not include {Wording.Quote(added)} in securityContext.capabilities.add");
    }
}
