using Outrigger.Robustness.Tests.Histories;

namespace Outrigger.Robustness.Tests.Laws;

/// <summary>Whatever a client was told is in the store: after a crash nothing seen is gone, and revisions go only up.</summary>
internal static class StoredLaw
{
    public const string Name = "durable";

    public static IEnumerable<Violation> Check(Evidence evidence)
    {
        var changes = ChangeLog.Of(evidence);
        foreach (var stored in evidence.Stored)
        {
            if (stored.Told > stored.Through)
            {
                yield return new Violation(Name, $"a client was told of revision {stored.Told}, the store ends at {stored.Through}");
            }

            var there = stored.Changes.Select(c => (c.Key, c.Revision)).ToHashSet();
            foreach (var lost in changes.Between(stored.After, stored.Through).Where(c => !there.Contains((c.Key, c.Revision))).Take(3))
            {
                yield return new Violation(Name, $"revision {lost.Revision} of {lost.Key} was told to a client and is not in the store, read in ({stored.After}, {stored.Through}]");
            }
        }

        foreach (var (earlier, later) in evidence.Stored.Zip(evidence.Stored.Skip(1)).Where(p => p.Second.Through < p.First.Through))
        {
            yield return new Violation(Name, $"the store went back from revision {earlier.Through} to {later.Through}");
        }
    }
}
