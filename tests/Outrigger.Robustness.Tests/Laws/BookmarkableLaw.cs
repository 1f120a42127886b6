using Outrigger.Robustness.Tests.Histories;

namespace Outrigger.Robustness.Tests.Laws;

/// <summary>A bookmark says that everything up to it was delivered: nothing of it is missing, and nothing of it comes later.</summary>
internal sealed class BookmarkableLaw : IWatchLaw
{
    public string Name => "bookmarkable";

    public IEnumerable<string> Check(WatchHistory watch, ChangeLog changes)
    {
        var bookmark = -1L;
        foreach (var change in watch.Events)
        {
            if (change.Revision < bookmark || (change.State is not null && change.Revision == bookmark))
            {
                yield return $"{change.Type} of revision {change.Revision} comes after the bookmark {bookmark}";
            }

            bookmark = change.State is null ? Math.Max(bookmark, change.Revision) : bookmark;
        }

        if (bookmark >= 0)
        {
            var last = watch.Events.FindLastIndex(e => e.State is null);
            var delivered = watch.Events.Take(last).Where(e => e.State is not null).Select(e => (e.Key, e.Revision)).ToHashSet();
            foreach (var missing in ExpectedEvents.Of(watch, changes, bookmark).Where(c => !delivered.Contains((c.Key, c.Revision))))
            {
                yield return $"revision {missing.Revision} of {missing.Key} was not delivered before the bookmark {bookmark}";
            }
        }
    }
}
