using Outrigger.Robustness.Tests.Histories;
using Outrigger.Robustness.Tests.Laws;
using Outrigger.Robustness.Tests.Workloads;

namespace Outrigger.Robustness.Tests.Runs;

/// <summary>The figures of a run and what is wrong.</summary>
internal sealed record RunReport(string Figures, IReadOnlyList<Violation> Violations)
{
    public static RunReport Of(Load load, IReadOnlyDictionary<string, int> faults)
    {
        var evidence = load.Evidence;
        var unknown = evidence.Operations.Count(o => o.Outcome == Outcome.Unknown);
        var figures = $"""
            operations {evidence.Operations.Count}, writes acknowledged {load.Acknowledged}, without an answer {unknown}
            keys {evidence.Operations.Select(o => o.Key).Distinct(StringComparer.Ordinal).Count()}, lists {evidence.Lists.Count}
            watches {evidence.Watches.Count}, events {evidence.Watches.Sum(w => w.Events.Count)}, bookmarks {load.Bookmarks}, resumed {load.Resumed}
            changes read from the store {evidence.Stored.Sum(s => s.Changes.Count)}
            faults {string.Join(", ", faults.Select(f => $"{f.Key} {f.Value}"))}
            """;
        return new RunReport(figures, Verdict.Of(evidence));
    }
}
