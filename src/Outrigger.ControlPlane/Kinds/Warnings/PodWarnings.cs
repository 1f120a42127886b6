using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.Kinds.Warnings;

/// <summary>What is accepted in a pod, or a template of pods, but is deprecated or likely not meant (kubernetes pkg/api/pod/warnings.go).</summary>
internal static class PodWarnings
{
    private const string SeccompKey = "seccomp.security.alpha.kubernetes.io/pod";

    private static readonly (string Key, string Text)[] Annotations =
    [
        ("scheduler.alpha.kubernetes.io/critical-pod", "non-functional in v1.16+; use the \"priorityClassName\" field instead"),
        ("security.alpha.kubernetes.io/sysctls", "non-functional in v1.11+; use the \"sysctls\" field instead"),
        ("security.alpha.kubernetes.io/unsafe-sysctls", "non-functional in v1.11+; use the \"sysctls\" field instead"),
    ];

    /// <summary>The warnings about a pod; about a template when it has a path.</summary>
    public static IEnumerable<string> Of(Located pod)
    {
        var spec = pod["spec"];
        var annotations = pod["metadata"]["annotations"];
        Located[] containers = [.. spec["initContainers"].Items(), .. spec["containers"].Items(), .. spec["ephemeralContainers"].Items()];
        var profile = spec["securityContext"]["appArmorProfile"].Node;
        return NodeLabelWarnings.OfMap(spec["nodeSelector"])
            .Concat(AffinityWarnings.OfNodes(spec["affinity"]["nodeAffinity"]))
            .Concat(AffinityWarnings.OfSpread(spec["topologySpreadConstraints"]))
            .Concat(Annotations.Where(a => annotations.Has(a.Key)).Select(a => $"{annotations.Path}[{a.Key}]: {a.Text}"))
            .Concat(VolumeWarnings.Of(spec["volumes"]))
            .Concat(Twice(spec["hostAliases"], "ip"))
            .Concat(Twice(spec["imagePullSecrets"], "name"))
            .Concat(spec["imagePullSecrets"].Items().Where(s => s.Text("name").Length == 0).Select(s => $"{s["name"].Path}: invalid empty name \"\""))
            .Concat(AmountWarnings.OfOverhead(spec["overhead"]))
            .Concat(OfSeccomp(spec, annotations))
            .Concat(containers.SelectMany(c => ContainerWarnings.Of(c, annotations, profile, isTemplate: pod.Path.Length > 0)))
            .Concat(PortWarnings.Of(containers))
            .Concat(OfGracePeriod(spec))
            .Concat(AffinityWarnings.OfPods(spec["affinity"]))
            .Concat(spec["dnsConfig"]["nameservers"].Items().SelectMany(AddressWarnings.Of))
            .Concat(spec["hostAliases"].Items().SelectMany(a => AddressWarnings.Of(a["ip"])));
    }

    /// <summary>What to use in the place of an annotation that said the seccomp profile.</summary>
    public static string SeccompText(Located annotations, string key) =>
        $"{annotations.Path}[{key}]: non-functional in v1.27+; use the \"seccompProfile\" field instead";

    private static IEnumerable<string> OfSeccomp(Located spec, Located annotations)
    {
        if (!spec["securityContext"]["seccompProfile"].IsSet && annotations.Has(SeccompKey))
        {
            yield return SeccompText(annotations, SeccompKey);
        }
    }

    private static IEnumerable<string> OfGracePeriod(Located spec)
    {
        if (spec.Number("terminationGracePeriodSeconds") < 0)
        {
            yield return $"{spec["terminationGracePeriodSeconds"].Path}: must be >= 0; negative values are invalid and will be treated as 1";
        }
    }

    private static IEnumerable<string> Twice(Located list, string field)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        return list.Items().Where(item => !known.Add(item.Text(field)))
            .Select(item => $"{item[field].Path}: duplicate {field} {GoText.Quote(item.Text(field))}");
    }
}
