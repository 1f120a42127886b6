using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.PodSecurity.Checks;

/// <summary>What both checks of capabilities share.</summary>
internal static class Capabilities
{
    /// <summary>Which containers add others than the allowed ones; null for none.</summary>
    public static string? Added(SecurityPod pod, Predicate<string> isAllowed)
    {
        var added = Wording.Sorted();
        var adding = Wording.With(
            pod, c => JsonNodes.StringList(JsonNodes.Get(c.Context, "capabilities", "add")).Where(a => !isAllowed(a)), added);
        return adding.Count == 0 ? null : $"{Wording.Containers(adding)} must not include {Wording.Quote(added)} in securityContext.capabilities.add";
    }
}
