namespace Outrigger.ControlPlane.Workloads.ReplicaSets;

/// <summary>
/// Which pods go first when there are too many: those that serve nobody yet, then those that others stand beside, then the younger ones
/// (kubernetes pkg/controller, ActivePodsWithRanks). Ages count by their power of two, so that among pods of about one age chance decides.
/// </summary>
/// <param name="beside">How many active pods of the same owner are on a node.</param>
/// <param name="now">Ages end here.</param>
internal sealed class PodRanking(IReadOnlyDictionary<string, int> beside, DateTimeOffset now) : IComparer<PodFacts>
{
    /// <summary>The pods of the same owner, counted by node.</summary>
    public static IReadOnlyDictionary<string, int> Beside(IEnumerable<PodFacts> related) =>
        related.Where(p => p.IsActive).CountBy(p => p.Node, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);

    /// <summary>Negative when the first one goes first.</summary>
    public int Compare(PodFacts? x, PodFacts? y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        ReadOnlySpan<int> rules =
        [
            (x.Node.Length > 0).CompareTo(y.Node.Length > 0),
            Phase(x).CompareTo(Phase(y)),
            x.IsReady.CompareTo(y.IsReady),
            x.DeletionCost.CompareTo(y.DeletionCost),
            beside.GetValueOrDefault(y.Node).CompareTo(beside.GetValueOrDefault(x.Node)),
            x.IsReady && y.IsReady ? Age(x.ReadySince).CompareTo(Age(y.ReadySince)) : 0,
            y.Restarts.CompareTo(x.Restarts),
            y.SidecarRestarts.CompareTo(x.SidecarRestarts),
            Age(x.Created).CompareTo(Age(y.Created)),
        ];
        foreach (var rule in rules)
        {
            if (rule != 0)
            {
                return rule;
            }
        }

        return string.CompareOrdinal(x.Uid, y.Uid);
    }

    private static int Phase(PodFacts pod) => pod.Phase switch { "Pending" => 0, "Unknown" => 1, _ => 2 };

    private int Age(DateTimeOffset since) => since < now ? (int)Math.Log2((now - since).TotalNanoseconds) : -1;
}
