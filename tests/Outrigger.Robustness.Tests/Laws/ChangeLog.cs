using Outrigger.Robustness.Tests.Histories;

namespace Outrigger.Robustness.Tests.Laws;

/// <summary>
/// Every change that anybody can testify to, in revision order: acknowledged writes, objects that were read or listed, events of watches
/// without a selector, the store's own history. What two of them say of one revision must agree.
/// </summary>
internal sealed class ChangeLog
{
    private readonly SortedDictionary<long, List<Change>> byRevision = [];
    private readonly List<string> contradictions = [];
    private readonly Dictionary<long, string> written = [];
    private long[] revisions = [];

    private ChangeLog()
    {
    }

    /// <summary>Where two witnesses differ about a revision, or two acknowledged writes have the same one.</summary>
    public IReadOnlyList<string> Contradictions => contradictions;

    public static ChangeLog Of(Evidence evidence)
    {
        var log = new ChangeLog();
        foreach (var operation in evidence.Operations)
        {
            log.AddOperation(operation);
        }

        foreach (var state in evidence.Lists.SelectMany(l => l.Items).Concat(evidence.Watches.SelectMany(w => w.Known.Values)))
        {
            log.Add(new Change(state.Key, state.Revision, state), "a list");
        }

        foreach (var watch in evidence.Watches)
        {
            log.AddWatch(watch);
        }

        foreach (var change in evidence.Stored.SelectMany(s => s.Changes))
        {
            log.Add(change, "the store");
        }

        log.revisions = [.. log.byRevision.Keys];
        return log;
    }

    /// <summary>The changes in (after, through].</summary>
    public IEnumerable<Change> Between(long after, long through)
    {
        var at = Array.BinarySearch(revisions, after);
        for (at = at < 0 ? ~at : at + 1; at < revisions.Length && revisions[at] <= through; at++)
        {
            foreach (var change in byRevision[revisions[at]])
            {
                yield return change;
            }
        }
    }

    /// <summary>The changes of one revision: several when they were committed together.</summary>
    public IReadOnlyList<Change> At(long revision) => byRevision.TryGetValue(revision, out var found) ? found : [];

    private void AddOperation(Operation operation)
    {
        if (operation is not { Outcome: Outcome.Done, Result: { } result })
        {
            return;
        }

        Add(new Change(result.Key, result.Revision, result), $"{operation.Kind}");
        if (operation.Writes && !written.TryAdd(result.Revision, result.Key + "=" + result.Value))
        {
            contradictions.Add($"revision {result.Revision} was given to {written[result.Revision]} and to {result.Key}={result.Value}");
        }
    }

    private void AddWatch(WatchHistory watch)
    {
        foreach (var change in watch.Events.Where(e => e.State is not null))
        {
            if (change.Type != WatchEventType.Deleted)
            {
                Add(new Change(change.Key, change.Revision, change.State), watch.Name);
            }
            else if (watch.Color is null)
            {
                Add(new Change(change.Key, change.Revision, null), watch.Name);
            }
        }
    }

    private void Add(Change change, string witness)
    {
        if (!byRevision.TryGetValue(change.Revision, out var there))
        {
            byRevision.Add(change.Revision, [change]);
            return;
        }

        var same = there.Find(c => string.Equals(c.Key, change.Key, StringComparison.Ordinal));
        if (same is null)
        {
            if (!AreCommittedTogether(there[0].Key, change.Key))
            {
                contradictions.Add($"revision {change.Revision} is {Text(there[0])}, and {Text(change)} as {witness} says");
            }

            there.Add(change);
        }
        else if (same.State != change.State)
        {
            contradictions.Add($"revision {change.Revision} is {Text(same)}, and {Text(change)} as {witness} says");
        }
    }

    // requests of clients change one object each; the server's own pairs differ in the last letter
    private static bool AreCommittedTogether(string one, string other) =>
        one.StartsWith("pair-", StringComparison.Ordinal) && one.Length == other.Length && one.AsSpan(0, one.Length - 1).SequenceEqual(other.AsSpan(0, other.Length - 1));

    private static string Text(Change change) => change.State is { } state ? $"{state.Key}={state.Value} ({state.Color})" : $"the deletion of {change.Key}";
}
