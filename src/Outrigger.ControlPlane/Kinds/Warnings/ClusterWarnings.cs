using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Quantities;

namespace Outrigger.ControlPlane.Kinds.Warnings;

/// <summary>What an administrator writes: nodes, quotas, runtime classes, drivers of volumes.</summary>
internal static class ClusterWarnings
{
    private const string NoSecrets =
        "spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, set to true to prevent possible logging of tokens in volume attributes";

    public static IEnumerable<string> OfNode(Located node)
    {
        var spec = node["spec"];
        (bool IsSo, string Text)[] facts =
        [
            (spec["configSource"].IsSet, "spec.configSource: the feature is removed"),
            (spec.Text("externalID").Length > 0, "spec.externalID: this field is deprecated, and is unused by Kubernetes"),
        ];
        return facts.Where(f => f.IsSo).Select(f => f.Text).Concat(spec["podCIDRs"].Items().SelectMany(AddressWarnings.OfRange));
    }

    /// <summary>The message names the map, not its key.</summary>
    public static IEnumerable<string> OfRuntimeClass(Located runtime)
    {
        var labels = runtime["scheduling"]["nodeSelector"];
        return labels.Entries().Select(e => NodeLabelWarnings.Of(e.Key)).OfType<string>().Select(instead => $"{labels.Path}: {instead}");
    }

    /// <summary>A driver that asks for tokens: they are better kept in secrets. An update is told when it changes which ones.</summary>
    public static IEnumerable<string> OfDriver(Located driver, Located? old)
    {
        var spec = driver["spec"];
        var tokens = spec["tokenRequests"];
        var isTold = tokens.Items().Any() && !spec["serviceAccountTokenInSecrets"].IsSet
            && (old is not { } before || !JsonNodes.DeepEqual(tokens.Node, before["spec"]["tokenRequests"].Node));
        return isTold ? [NoSecrets] : [];
    }

    /// <summary>A new quota that lets more be asked for than be used.</summary>
    public static IEnumerable<string> OfNewQuota(Located quota)
    {
        var hard = quota["spec"]["hard"];
        foreach (var name in (string[])["cpu", "memory", "storage", "ephemeral-storage"])
        {
            var requestName = hard.Has($"requests.{name}") || name is not ("cpu" or "memory") ? $"requests.{name}" : name;
            if (Quantity.TryParse(hard.Text(requestName), out var request, out _)
                && Quantity.TryParse(hard.Text($"limits.{name}"), out var limit, out _) && request > limit)
            {
                yield return $"ResourceQuota {requestName} ({request}) should be less than limits.{name} ({limit})";
            }
        }
    }
}
