using System.Collections.Frozen;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Warnings;

/// <summary>Labels of nodes that got other names, wherever nodes are chosen by label (kubernetes pkg/api/node).</summary>
internal static class NodeLabelWarnings
{
    private static readonly FrozenDictionary<string, string> Deprecated = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["beta.kubernetes.io/arch"] = Since(14, "kubernetes.io/arch"),
        ["beta.kubernetes.io/os"] = Since(14, "kubernetes.io/os"),
        ["failure-domain.beta.kubernetes.io/region"] = Since(17, "topology.kubernetes.io/region"),
        ["failure-domain.beta.kubernetes.io/zone"] = Since(17, "topology.kubernetes.io/zone"),
        ["beta.kubernetes.io/instance-type"] = Since(17, "node.kubernetes.io/instance-type"),
        ["app.kubernetes.io/created-by"] = "deprecated since v1.9",
        ["scheduler.alpha.kubernetes.io/preferAvoidPods"] = "deprecated since v1.22; use Taints and Tolerations instead",
        ["node-role.kubernetes.io/master"] = "use \"node-role.kubernetes.io/control-plane\" instead",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What to use in the place of a label; null when it is not deprecated.</summary>
    public static string? Of(string label) => Deprecated.GetValueOrDefault(label);

    /// <summary>The labels of a pod's spec.nodeSelector.</summary>
    public static IEnumerable<string> OfMap(Located labels) =>
        from entry in labels.Entries() where Of(entry.Key) is not null select $"{entry.Value.Path}: {Of(entry.Key)}";

    /// <summary>A term of a node selector, or a label selector's expressions.</summary>
    /// <param name="term">What has matchExpressions.</param>
    /// <param name="checksValues">Whether values that no label can have are told: nothing refuses them in a preference.</param>
    public static IEnumerable<string> OfTerm(Located term, bool checksValues = false)
    {
        foreach (var expression in term["matchExpressions"].Items())
        {
            var key = expression.Text("key");
            if (Of(key) is { } instead)
            {
                yield return $"{expression["key"].Path}: {key} is {instead}";
            }

            foreach (var value in checksValues ? expression["values"].Items() : [])
            {
                foreach (var fault in Formats.LabelValue(value.Text()))
                {
                    yield return $"{value.Path}: {value.Text()} is invalid, {fault}";
                }
            }
        }
    }

    /// <summary>The nodes that a storage capacity is for.</summary>
    public static IEnumerable<string> OfSelector(Located selector) =>
        OfTerm(selector).Concat(
            from entry in selector["matchLabels"].Entries()
            where Of(entry.Key) is not null
            select $"{selector.Path}.matchLabels.{entry.Key}: {Of(entry.Key)}");

    /// <summary>The topologies of a storage class.</summary>
    public static IEnumerable<string> OfTopologies(Located topologies) =>
        from topology in topologies.Items()
        from expression in topology["matchLabelExpressions"].Items()
        where Of(expression.Text("key")) is not null
        select $"{expression["key"].Path}: {Of(expression.Text("key"))}";

    private static string Since(int minor, string name) => $"deprecated since v1.{minor}; use \"{name}\" instead";
}
