namespace Outrigger.ControlPlane.Kinds.Warnings;

/// <summary>Where pods are to go: labels that got other names, and selectors that are missing and so match nothing.</summary>
internal static class AffinityWarnings
{
    private const string Required = "requiredDuringSchedulingIgnoredDuringExecution";
    private const string Preferred = "preferredDuringSchedulingIgnoredDuringExecution";
    private const string NoSelector = "a null labelSelector results in matching no pod";

    public static IEnumerable<string> OfNodes(Located affinity) =>
        affinity[Required]["nodeSelectorTerms"].Items().SelectMany(term => NodeLabelWarnings.OfTerm(term))
            .Concat(affinity[Preferred].Items().SelectMany(term => NodeLabelWarnings.OfTerm(term["preference"], checksValues: true)));

    public static IEnumerable<string> OfSpread(Located constraints)
    {
        foreach (var constraint in constraints.Items())
        {
            var key = constraint.Text("topologyKey");
            if (NodeLabelWarnings.Of(key) is { } instead)
            {
                yield return $"{constraint["topologyKey"].Path}: {key} is {instead}";
            }

            foreach (var warning in OfSelector(constraint["labelSelector"]))
            {
                yield return warning;
            }
        }
    }

    public static IEnumerable<string> OfPods(Located affinity) => OfTerms(affinity["podAffinity"]).Concat(OfTerms(affinity["podAntiAffinity"]));

    private static IEnumerable<string> OfTerms(Located affinity) =>
        affinity[Required].Items().SelectMany(term => OfSelector(term["labelSelector"]))
            .Concat(affinity[Preferred].Items().SelectMany(term => OfSelector(term["podAffinityTerm"]["labelSelector"])));

    private static IEnumerable<string> OfSelector(Located selector) => selector.IsSet ? [] : [$"{selector.Path}: {NoSelector}"];
}
