using Outrigger.Robustness.Tests.Histories;
using Outrigger.Robustness.Tests.Linearizability;

namespace Outrigger.Robustness.Tests.Laws;

/// <summary>Every validator over the evidence of a run.</summary>
internal static class Verdict
{
    public static IReadOnlyList<Violation> Of(Evidence evidence) =>
    [
        .. LinearizabilityChecker.Check(Learned(evidence)),
        .. WatchLaws.Check(evidence),
        .. StoredLaw.Check(evidence),
    ];

    // A write without an answer whose value was seen has a revision after all.
    private static IEnumerable<Operation> Learned(Evidence evidence)
    {
        var changes = ChangeLog.Of(evidence);
        var seen = new Dictionary<string, ObjectState>(StringComparer.Ordinal);
        foreach (var state in changes.Between(0, long.MaxValue).Select(c => c.State).OfType<ObjectState>())
        {
            seen.TryAdd(state.Key + "=" + state.Value, state);
        }

        return evidence.Operations.Select(o => o is { Outcome: Outcome.Unknown, Value.Length: > 0 } && seen.TryGetValue(o.Key + "=" + o.Value, out var state)
            ? o with { Result = state }
            : o);
    }
}
