namespace Outrigger.CustomMetrics.Providers;

/// <summary>
/// Which metrics a provider has. A name is that of a metric (<c>queue_depth</c>), or of a metric of one resource
/// (<c>pods/queue_depth</c>, <c>ingresses.networking.k8s.io/requests</c>).
/// </summary>
public sealed class MetricNames
{
    private readonly Func<string, string, bool> has;

    private MetricNames(Func<string, string, bool> has, IReadOnlyList<string> known)
    {
        this.has = has;
        Known = known;
    }

    /// <summary>Every metric that no provider before has; that one has it is no conflict.</summary>
    public static MetricNames All { get; } = new((_, _) => true, []) { IsRest = true };

    /// <summary>The names that are known beforehand; empty when they are not.</summary>
    public IReadOnlyList<string> Known { get; }

    /// <summary>Whether they are what others leave.</summary>
    internal bool IsRest { get; private init; }

    /// <summary>These metrics.</summary>
    public static MetricNames Of(params IReadOnlyList<string> names)
    {
        var set = names.ToHashSet(StringComparer.Ordinal);
        return new MetricNames((resource, metric) => Holds(set, resource, metric), names);
    }

    /// <summary>The metrics that a list has at the moment: asked with each request, so it should be at hand.</summary>
    public static MetricNames From(Func<IReadOnlySet<string>> list) => new((resource, metric) => Holds(list(), resource, metric), []);

    /// <summary>The metrics of which a rule says so.</summary>
    /// <param name="owns">Is given the resource (empty for external metrics) and the name of the metric.</param>
    public static MetricNames Where(Func<string, string, bool> owns) => new(owns, []);

    /// <summary>Whether a metric is among them.</summary>
    /// <param name="resource">What it describes; empty for external metrics.</param>
    /// <param name="metric">Its name.</param>
    public bool Has(string resource, string metric) => has(resource, metric);

    private static bool Holds(IReadOnlySet<string> names, string resource, string metric) =>
        names.Contains(metric) || (resource.Length > 0 && names.Contains($"{resource}/{metric}"));
}
