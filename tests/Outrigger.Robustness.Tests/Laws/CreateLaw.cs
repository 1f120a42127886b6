using Outrigger.Robustness.Tests.Histories;

namespace Outrigger.Robustness.Tests.Laws;

/// <summary>An object is added when it was not there before, and modified or deleted when it was.</summary>
internal sealed class CreateLaw : IWatchLaw
{
    public string Name => "create";

    public IEnumerable<string> Check(WatchHistory watch, ChangeLog changes)
    {
        var replay = new Replay(watch);
        foreach (var change in watch.Events.Where(e => e.State is not null))
        {
            var was = replay.Find(change.Key);
            if (change.Type == WatchEventType.Added ? was is not null : was is null)
            {
                yield return $"{change.Type} of {change.Key} at {change.Revision}, which was {(was is null ? "not there" : $"there since {was.Revision}")}";
            }

            replay.Apply(change);
        }
    }
}
