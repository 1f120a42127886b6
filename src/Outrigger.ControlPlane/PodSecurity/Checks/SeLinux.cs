using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.PodSecurity.Checks;

/// <summary>SELinux: types of containers only, neither user nor role.</summary>
internal static class SeLinux
{
    private static readonly string[] First = ["", "container_t", "container_init_t", "container_kvm_t"];

    public static SecurityCheck Check { get; } = new(
        "seLinuxOptions", SecurityLevel.Baseline, (0, pod => Run(pod, First)), (31, pod => Run(pod, [.. First, "container_engine_t"])));

    private static Violation? Run(SecurityPod pod, string[] allowed)
    {
        var types = Wording.Sorted();
        var users = false;
        var roles = false;
        var setters = Wording.Setters(pod, context =>
        {
            if (JsonNodes.GetObject(context, "seLinuxOptions") is not { } options)
            {
                return false;
            }

            var type = JsonNodes.GetString(options, "type") ?? "";
            var isOther = !allowed.Contains(type, StringComparer.Ordinal);
            if (isOther)
            {
                types.Add(type);
            }

            var (user, role) = (Has(options, "user"), Has(options, "role"));
            users |= user;
            roles |= role;
            return isOther || user || role;
        });
        var what = new List<string>();
        if (types.Count > 0)
        {
            what.Add($"{Wording.Plural("type", "types", types.Count)} {Wording.Quote(types)}");
        }

        if (users)
        {
            what.Add("user may not be set");
        }

        if (roles)
        {
            what.Add("role may not be set");
        }

        return setters.Count == 0
            ? null
            : new("seLinuxOptions", $"{Wording.And(setters)} set forbidden securityContext.seLinuxOptions: {string.Join("; ", what)}");
    }

    private static bool Has(JsonObject options, string field) => JsonNodes.GetString(options, field) is { Length: > 0 };
}
