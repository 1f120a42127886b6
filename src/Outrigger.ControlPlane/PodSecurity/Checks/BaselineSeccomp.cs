using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.PodSecurity.Checks;

/// <summary>Seccomp profiles of the runtime or the node only; before 1.19 they were annotations.</summary>
internal static class BaselineSeccomp
{
    private const string PodKey = "seccomp.security.alpha.kubernetes.io/pod";
    private const string ContainerKey = "container.seccomp.security.alpha.kubernetes.io/";

    public static SecurityCheck Check { get; } = new("seccompProfile_baseline", SecurityLevel.Baseline, (0, Annotations), (19, Seccomp.Others));

    private static Violation? Annotations(SecurityPod pod)
    {
        var keys = pod.Containers.Select(c => ContainerKey + c.Name).Append(PodKey).ToHashSet(StringComparer.Ordinal);
        var bad = Wording.Annotations(pod, keys.Contains, IsAllowed);
        return bad.Count == 0
            ? null
            : new(Seccomp.Reason, $"forbidden {Wording.Plural("annotation", "annotations", bad.Count)} {string.Join(", ", bad)}");
    }

    private static bool IsAllowed(string profile) =>
        profile is "runtime/default" or "docker/default" || profile.StartsWith("localhost/", StringComparison.Ordinal);
}
