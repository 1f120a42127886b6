using Outrigger.Registry.Lists;
using Outrigger.Registry.Operations;
using Outrigger.Storage.Cache;
using Outrigger.Storage.Objects;

namespace Outrigger.Registry.Watches;

/// <summary>What a change of an object is in the eyes of one watch: its selectors decide whether the object came, went or changed.</summary>
/// <param name="filter">What matches.</param>
/// <param name="ns">The namespace; empty for all.</param>
/// <param name="show">Shows objects as the watched version has them; null when that is what is stored.</param>
internal readonly struct WatchTransition(ObjectFilter filter, string ns, Func<StoredObject, StoredObject>? show = null)
{
    /// <summary>False when the watch does not see the change.</summary>
    public bool TryGet(WatchEntry entry, out WatchItem item)
    {
        item = default;
        if (ns.Length > 0 && !string.Equals(entry.Object.Namespace, ns, StringComparison.Ordinal))
        {
            return false;
        }

        var obj = show is null ? entry.Object : show(entry.Object);
        var previous = show is null || entry.Previous is null ? entry.Previous : show(entry.Previous);
        var was = previous is not null && filter.Matches(previous);
        var isNow = entry.Type != WatchEntryType.Deleted && filter.Matches(obj);
        switch (was, isNow)
        {
            case (false, true):
                item = new WatchItem(WatchItemType.Added, obj, entry.Revision);
                return true;
            case (true, true):
                item = new WatchItem(WatchItemType.Modified, obj, entry.Revision);
                return true;
            case (true, false):
                item = new WatchItem(WatchItemType.Deleted, Last(entry, obj, previous!), entry.Revision);
                return true;
            default:
                return false;
        }
    }

    // Out of sight is shown as the object last was in sight, under the revision of the change.
    private static StoredObject Last(WatchEntry entry, StoredObject obj, StoredObject previous) =>
        entry.Type == WatchEntryType.Deleted ? obj : previous.WithRevision(entry.Revision);
}
