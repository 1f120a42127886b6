using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.PodSecurity.Checks;

/// <summary>All capabilities are dropped; only that to bind low ports may be added.</summary>
internal static class RestrictedCapabilities
{
    public static SecurityCheck Check { get; } =
        new("capabilities_restricted", SecurityLevel.Restricted, (22, Run), (25, SecurityCheck.ButWindows(Run))) { Overrides = "capabilities_baseline" };

    private static Violation? Run(SecurityPod pod)
    {
        var added = Wording.Sorted();
        var keeping = Wording.Where(pod, c =>
            !JsonNodes.StringList(JsonNodes.Get(c.Context, "capabilities", "drop")).Contains("ALL", StringComparer.Ordinal));
        var adding = Wording.Where(pod, c =>
        {
            List<string> others = [.. JsonNodes.StringList(JsonNodes.Get(c.Context, "capabilities", "add")).Where(a => a is not "NET_BIND_SERVICE")];
            added.UnionWith(others);
            return others.Count > 0;
        });
        var details = new List<string>();
        if (keeping.Count > 0)
        {
            details.Add($"{Wording.Containers(keeping)} must set securityContext.capabilities.drop=[\"ALL\"]");
        }

        if (adding.Count > 0)
        {
            details.Add($"{Wording.Containers(adding)} must not include {Wording.Quote(added)} in securityContext.capabilities.add");
        }

        return details.Count == 0 ? null : new("unrestricted capabilities", string.Join("; ", details));
    }
}
