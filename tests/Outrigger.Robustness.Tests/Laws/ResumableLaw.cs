using Outrigger.Robustness.Tests.Histories;

namespace Outrigger.Robustness.Tests.Laws;

/// <summary>A watch goes on right after the revision that it asks for: nothing older arrives, and the first that arrives is the first there was.</summary>
internal sealed class ResumableLaw : IWatchLaw
{
    public string Name => "resumable";

    public IEnumerable<string> Check(WatchHistory watch, ChangeLog changes)
    {
        foreach (var old in watch.Events.Where(e => e.State is not null && e.Revision <= watch.Start))
        {
            yield return $"revision {old.Revision} of {old.Key} is not after it";
        }

        if (watch.Events.Find(e => e.State is not null) is { } first
            && ExpectedEvents.Of(watch, changes, first.Revision - 1).FirstOrDefault() is { } skipped)
        {
            yield return $"it goes on with revision {first.Revision}, without {skipped.Revision} of {skipped.Key}";
        }
    }
}
