using Outrigger.Robustness.Tests.Histories;

namespace Outrigger.Robustness.Tests.Laws;

/// <summary>Events with the one that follows.</summary>
internal static class EventPairs
{
    public static IEnumerable<(WatchEvent Event, WatchEvent Next)> Pairwise(this IEnumerable<WatchEvent> events)
    {
        WatchEvent? before = null;
        foreach (var next in events)
        {
            if (before is not null)
            {
                yield return (before, next);
            }

            before = next;
        }
    }
}
