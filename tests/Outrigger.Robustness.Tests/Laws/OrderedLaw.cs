using Outrigger.Robustness.Tests.Histories;

namespace Outrigger.Robustness.Tests.Laws;

/// <summary>Events arrive in the order of their revisions.</summary>
internal sealed class OrderedLaw : IWatchLaw
{
    public string Name => "ordered";

    public IEnumerable<string> Check(WatchHistory watch, ChangeLog changes) =>
        watch.Events.Where(e => e.Type != WatchEventType.Bookmark).Pairwise()
            .Where(p => p.Next.Revision < p.Event.Revision)
            .Select(p => $"revision {p.Next.Revision} of {p.Next.Key} comes after {p.Event.Revision} of {p.Event.Key}");
}
