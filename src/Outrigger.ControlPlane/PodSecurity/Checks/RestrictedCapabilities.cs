using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.PodSecurity.Checks;

/// <summary>All capabilities are dropped; only that to bind low ports may be added.</summary>
internal static class RestrictedCapabilities
{
    public static SecurityCheck Check { get; } =
        new("capabilities_restricted", SecurityLevel.Restricted, (22, Run), (25, SecurityCheck.ButWindows(Run))) { Overrides = "capabilities_baseline" };

    private static Violation? Run(SecurityPod pod)
    {
        var keeping = Wording.Where(pod, c =>
            !JsonNodes.StringList(JsonNodes.Get(c.Context, "capabilities", "drop")).Contains("ALL", StringComparer.Ordinal));
        var details = new List<string>();
        if (keeping.Count > 0)
        {
            details.Add($"{Wording.Containers(keeping)} must set securityContext.capabilities.drop=[\"ALL\"]");
        }

        if (Capabilities.Added(pod, static name => name is "NET_BIND_SERVICE") is { } added)
        {
            details.Add(added);
        }

        return details.Count == 0 ? null : new("unrestricted capabilities", string.Join("; ", details));
    }
}
