using Outrigger.Robustness.Tests.Histories;

namespace Outrigger.Robustness.Tests.Laws;

/// <summary>Between two events that arrived none is missing, and what the events add up to is what a list shows.</summary>
internal sealed class ReliableLaw : IWatchLaw
{
    public string Name => "reliable";

    public IEnumerable<string> Check(WatchHistory watch, ChangeLog changes)
    {
        var events = watch.Events.Where(e => e.State is not null).Select(e => e.Revision).ToList();
        if (events.Count == 0)
        {
            return [];
        }

        var first = events.Min();
        var delivered = ExpectedEvents.Delivered(watch);

        // the last revision may be cut off in the middle: the atomic law's business; what is before the first, the resumable one's
        return ExpectedEvents.Of(watch, changes, events.Max() - 1)
            .Where(c => c.Revision > first && !delivered.Contains((c.Key, c.Revision)))
            .Select(c => $"revision {c.Revision} of {c.Key} ({c.State?.Value ?? "deletion"}) was not delivered");
    }
}
