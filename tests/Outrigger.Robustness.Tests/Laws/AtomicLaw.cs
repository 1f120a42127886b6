using Outrigger.Robustness.Tests.Histories;

namespace Outrigger.Robustness.Tests.Laws;

/// <summary>What was committed together arrives together: no other revision and no bookmark comes in between, and nothing of it is missing.</summary>
internal sealed class AtomicLaw : IWatchLaw
{
    public string Name => "atomic";

    public IEnumerable<string> Check(WatchHistory watch, ChangeLog changes)
    {
        var left = new HashSet<long>();
        foreach (var (now, next) in watch.Events.Pairwise())
        {
            if (next.Revision == now.Revision && now.Type != WatchEventType.Bookmark)
            {
                continue;
            }

            left.Add(now.Revision);
            if (next.Type != WatchEventType.Bookmark && left.Contains(next.Revision))
            {
                yield return $"revision {next.Revision} goes on with {next.Key} after something else";
            }
        }

        var delivered = ExpectedEvents.Delivered(watch);
        foreach (var revision in delivered.Select(d => d.Revision).Where(left.Contains).Distinct())
        {
            // a change that was selected neither before nor after is not in it
            foreach (var missing in changes.At(revision).Where(c => c.State?.Matches(watch.Color) == true && !delivered.Contains((c.Key, revision))))
            {
                yield return $"revision {revision} came without {missing.Key}";
            }
        }
    }
}
