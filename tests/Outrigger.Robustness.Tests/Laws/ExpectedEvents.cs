using Outrigger.Robustness.Tests.Histories;

namespace Outrigger.Robustness.Tests.Laws;

/// <summary>The events that a watch owes, from what is known to have happened.</summary>
internal static class ExpectedEvents
{
    /// <summary>Those in (the watch's start, through]: a change that the selector selects, or that takes away what it selected.</summary>
    public static IEnumerable<Change> Of(WatchHistory watch, ChangeLog changes, long through)
    {
        var replay = new Replay(watch);
        foreach (var change in changes.Between(watch.Start, through))
        {
            if (change.State?.Matches(watch.Color) == true || replay.Find(change.Key) is not null)
            {
                yield return change;
            }

            replay.Apply(change);
        }
    }

    /// <summary>What a watch delivered, as keys and revisions.</summary>
    public static HashSet<(string Key, long Revision)> Delivered(WatchHistory watch) =>
        [.. watch.Events.Where(e => e.State is not null).Select(e => (e.Key, e.Revision))];
}
