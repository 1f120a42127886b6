using Outrigger.Robustness.Tests.Histories;

namespace Outrigger.Robustness.Tests.Laws;

/// <summary>The nine laws of watches, as etcd and Kubernetes name them, over everything that a run has recorded.</summary>
internal static class WatchLaws
{
    private const int MostOfOneLaw = 5;

    public static IReadOnlyList<IWatchLaw> All { get; } =
    [
        new OrderedLaw(), new UniqueLaw(), new ReliableLaw(), new AtomicLaw(), new ResumableLaw(),
        new BookmarkableLaw(), new FilterLaw(), new PreviousLaw(), new CreateLaw(),
    ];

    /// <summary>The violations, a few of each law.</summary>
    public static IEnumerable<Violation> Check(Evidence evidence)
    {
        var changes = ChangeLog.Of(evidence);
        foreach (var law in All)
        {
            var texts = evidence.Watches.SelectMany(w => law.Check(w, changes).Select(t => $"{w.Name} from {w.Start}: {t}"));
            texts = law is UniqueLaw ? texts.Concat(changes.Contradictions) : texts;
            texts = law is ReliableLaw ? texts.Concat(ListedState.Check(evidence, changes)) : texts;
            foreach (var text in texts.Take(MostOfOneLaw))
            {
                yield return new Violation(law.Name, text);
            }
        }
    }
}
