using Outrigger.Registry.Lists;
using Outrigger.Registry.Operations;
using Outrigger.Storage.Objects;

namespace Outrigger.Registry.Watches;

/// <summary>The state at which a watch starts, as ADDED events in key order, and the bookmark that ends it when one is wanted.</summary>
/// <param name="objects">What may match, in key order.</param>
/// <param name="filter">What matches.</param>
/// <param name="revision">The revision of the state.</param>
/// <param name="markEnd">Whether a bookmark ends it.</param>
internal sealed class InitialEvents(IEnumerable<StoredObject> objects, ObjectFilter filter, long revision, bool markEnd)
{
    private readonly IEnumerator<StoredObject> walk = objects.GetEnumerator();
    private bool ended;

    public bool TryRead(out WatchItem item)
    {
        while (!ended && walk.MoveNext())
        {
            var obj = walk.Current;
            if (filter.Matches(obj))
            {
                item = new WatchItem(WatchItemType.Added, obj, obj.ResourceVersion);
                return true;
            }
        }

        item = new WatchItem(WatchItemType.InitialEventsEnd, null, revision);
        var mark = markEnd && !ended;
        ended = true;
        return mark;
    }
}
