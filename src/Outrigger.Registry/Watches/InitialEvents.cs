using Outrigger.Registry.Lists;
using Outrigger.Registry.Operations;
using Outrigger.Storage.Cache;

namespace Outrigger.Registry.Watches;

/// <summary>The state at which a watch starts, as ADDED events in key order, and the bookmark that ends it when one is wanted.</summary>
internal sealed class InitialEvents(Snapshot snapshot, ObjectFilter filter, string ns, bool markEnd)
{
    private readonly ObjectWalk walk = snapshot.Range(ns);
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

        item = new WatchItem(WatchItemType.InitialEventsEnd, null, snapshot.Revision);
        var mark = markEnd && !ended;
        ended = true;
        return mark;
    }
}
