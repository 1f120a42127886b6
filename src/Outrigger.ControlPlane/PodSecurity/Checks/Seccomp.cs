using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.PodSecurity.Checks;

/// <summary>What both checks of seccomp profiles share.</summary>
internal static class Seccomp
{
    public const string Reason = "seccompProfile";

    /// <summary>The type of the profile; null when there is no profile.</summary>
    public static string? TypeOf(JsonObject? context) => Profiles.TypeOf(context, Reason);

    /// <summary>Who sets another profile than those of the runtime and the node.</summary>
    public static Violation? Others(SecurityPod pod)
    {
        var values = Wording.Sorted();
        var setters = Wording.Setters(pod, c => Profiles.Forbidden(c, Reason), values);
        return setters.Count == 0
            ? null
            : new(Reason, $"{Wording.And(setters)} must not set securityContext.seccompProfile.type to {Wording.Quote(values)}");
    }
}
