using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.PodSecurity.Checks;

/// <summary>AppArmor profiles of the runtime or the node only, by field or by the older annotation.</summary>
internal static class AppArmor
{
    private const string Annotation = "container.apparmor.security.beta.kubernetes.io/";

    public static SecurityCheck Check { get; } = new("appArmorProfile", SecurityLevel.Baseline, (0, Run));

    private static Violation? Run(SecurityPod pod)
    {
        var values = Wording.Sorted();
        var setters = Wording.Setters(pod, c => Profiles.Forbidden(c, "appArmorProfile"), values);
        var annotations = Wording.Annotations(pod, static key => key.StartsWith(Annotation, StringComparison.Ordinal), IsAllowed);
        if (annotations.Count > 0)
        {
            setters.Add(Wording.Plural("annotation", "annotations", annotations.Count));
        }

        List<string> all = [.. values, .. annotations];
        return setters.Count == 0
            ? null
            : new(
                Wording.Plural("forbidden AppArmor profile", "forbidden AppArmor profiles", all.Count),
                $"{Wording.And(setters)} must not set AppArmor profile type to {Wording.Quote(all)}");
    }

    private static bool IsAllowed(string profile) => profile is "" or "runtime/default" || profile.StartsWith("localhost/", StringComparison.Ordinal);
}
