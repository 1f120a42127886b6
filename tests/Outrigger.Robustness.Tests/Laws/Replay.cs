using Outrigger.Robustness.Tests.Histories;

namespace Outrigger.Robustness.Tests.Laws;

/// <summary>What a client of a watch knows: the list that it began with, and what the events made of it.</summary>
internal sealed class Replay(WatchHistory watch)
{
    private readonly Dictionary<string, ObjectState> states = new(watch.Known, StringComparer.Ordinal);

    public IReadOnlyDictionary<string, ObjectState> States => states;

    public ObjectState? Find(string key) => states.GetValueOrDefault(key);

    public void Apply(WatchEvent change)
    {
        if (change.State is { } state)
        {
            Apply(new Change(state.Key, change.Revision, change.Type == WatchEventType.Deleted ? null : state));
        }
    }

    public void Apply(Change change)
    {
        if (change.State is { } state && state.Matches(watch.Color))
        {
            states[change.Key] = state;
        }
        else
        {
            states.Remove(change.Key);
        }
    }
}
