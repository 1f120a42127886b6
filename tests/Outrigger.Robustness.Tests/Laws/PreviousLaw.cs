using Outrigger.Robustness.Tests.Histories;

namespace Outrigger.Robustness.Tests.Laws;

/// <summary>A deletion carries the object as it was last, at the revision of the deletion.</summary>
internal sealed class PreviousLaw : IWatchLaw
{
    public string Name => "previous";

    public IEnumerable<string> Check(WatchHistory watch, ChangeLog changes)
    {
        var replay = new Replay(watch);
        foreach (var change in watch.Events)
        {
            if (change is { Type: WatchEventType.Deleted, State: { } state } && replay.Find(change.Key) is { } last && !last.SameContent(state))
            {
                yield return $"the deletion of {change.Key} at {change.Revision} shows {state.Value} ({state.Color}), last was {last.Value} ({last.Color})";
            }

            replay.Apply(change);
        }
    }
}
