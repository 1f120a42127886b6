using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.PodSecurity.Checks;

/// <summary>What runtimes hide of /proc stays hidden; since 1.35 Baseline lets pods with users of their own show it.</summary>
internal static class ProcMount
{
    private const string Id = "procMount";

    public static SecurityCheck Baseline { get; } = new(Id, SecurityLevel.Baseline, (0, Run), (35, SecurityCheck.ButOwnUsers(Run)));

    public static SecurityCheck Restricted { get; } = new("procMount_restricted", SecurityLevel.Restricted, (35, Run)) { Overrides = Id };

    private static Violation? Run(SecurityPod pod)
    {
        var values = Wording.Sorted();
        var bad = Wording.With(pod, c => JsonNodes.GetString(c.Context, Id) is { } value and not "Default" ? [value] : [], values);
        return bad.Count == 0
            ? null
            : new(Id, $"{Wording.Containers(bad)} must not set securityContext.procMount to {Wording.Quote(values)}");
    }
}
