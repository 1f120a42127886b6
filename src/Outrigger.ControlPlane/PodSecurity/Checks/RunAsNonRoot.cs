using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.PodSecurity.Checks;

/// <summary>Every container is told not to run as root, by itself or by the pod; since 1.35 not those with users of their own.</summary>
internal static class RunAsNonRoot
{
    private const string Field = "runAsNonRoot";
    private const string Reason = "runAsNonRoot != true";

    public static SecurityCheck Check { get; } = new(Field, SecurityLevel.Restricted, (0, Run), (35, SecurityCheck.ButOwnUsers(Run)));

    private static Violation? Run(SecurityPod pod)
    {
        if (Wording.Setters(pod, c => JsonNodes.GetBool(c, Field) is false) is { Count: > 0 } setters)
        {
            return new(Reason, $"{Wording.And(setters)} must not set securityContext.runAsNonRoot=false");
        }

        var without = JsonNodes.GetBool(pod.Context, Field) is true ? [] : Wording.Where(pod, c => JsonNodes.GetBool(c.Context, Field) is null);
        return without.Count == 0
            ? null
            : new(Reason, $"pod or {Wording.Containers(without)} must set securityContext.runAsNonRoot=true");
    }
}
