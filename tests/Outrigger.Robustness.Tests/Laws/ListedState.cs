using Outrigger.Robustness.Tests.Histories;

namespace Outrigger.Robustness.Tests.Laws;

/// <summary>Compares lists with what the watches add up to at their revisions.</summary>
internal static class ListedState
{
    public static IEnumerable<string> Check(Evidence evidence, ChangeLog changes)
    {
        var lists = evidence.Lists.OrderBy(l => l.Revision).ToList();
        foreach (var watch in evidence.Watches)
        {
            var replay = new Replay(watch);
            var at = 0;
            foreach (var list in lists.Where(l => string.Equals(l.Color, watch.Color, StringComparison.Ordinal)))
            {
                if (list.Revision < watch.Start || list.Revision >= watch.End)
                {
                    continue;
                }

                for (; at < watch.Events.Count && watch.Events[at].Revision <= list.Revision; at++)
                {
                    replay.Apply(watch.Events[at]);
                }

                if (Difference(replay, list) is { } difference)
                {
                    yield return $"{watch.Name} from {watch.Start} and a list at {list.Revision}: {difference}";
                }
            }
        }
    }

    private static string? Difference(Replay replay, ListHistory list)
    {
        var listed = list.Items.ToDictionary(i => i.Key, StringComparer.Ordinal);
        foreach (var (key, state) in replay.States)
        {
            if (!listed.TryGetValue(key, out var item) || item != state)
            {
                return $"the events make {key} {state.Value} at {state.Revision}, the list has {(item is null ? "nothing" : $"{item.Value} at {item.Revision}")}";
            }
        }

        return listed.Keys.FirstOrDefault(k => replay.Find(k) is null) is { } extra ? $"the list has {extra}, the events do not" : null;
    }
}
