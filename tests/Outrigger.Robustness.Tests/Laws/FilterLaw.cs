using Outrigger.Robustness.Tests.Histories;

namespace Outrigger.Robustness.Tests.Laws;

/// <summary>A watch with a selector tells of nothing else, and of leaving only where something was.</summary>
internal sealed class FilterLaw : IWatchLaw
{
    public string Name => "filter";

    public IEnumerable<string> Check(WatchHistory watch, ChangeLog changes)
    {
        var replay = new Replay(watch);
        foreach (var change in watch.Events)
        {
            if (change is { Type: WatchEventType.Added or WatchEventType.Modified, State: { } state } && !state.Matches(watch.Color))
            {
                yield return $"{change.Type} of {change.Key} at {change.Revision} is {state.Color}, not {watch.Color}";
            }
            else if (change.Type == WatchEventType.Deleted && watch.Color is not null && replay.Find(change.Key) is null)
            {
                yield return $"Deleted of {change.Key} at {change.Revision}, which it never showed";
            }

            replay.Apply(change);
        }
    }
}
