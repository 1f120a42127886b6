using Outrigger.Robustness.Tests.Histories;

namespace Outrigger.Robustness.Tests.Laws;

/// <summary>No event arrives twice, and no revision means two things.</summary>
internal sealed class UniqueLaw : IWatchLaw
{
    public string Name => "unique";

    public IEnumerable<string> Check(WatchHistory watch, ChangeLog changes) =>
        watch.Events.Where(e => e.Type != WatchEventType.Bookmark)
            .GroupBy(e => (e.Key, e.Revision))
            .Where(g => g.Count() > 1)
            .Select(g => $"{g.Key.Key} has {g.Count()} events of revision {g.Key.Revision}");
}
