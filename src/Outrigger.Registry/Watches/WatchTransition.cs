using Outrigger.Registry.Lists;
using Outrigger.Registry.Operations;
using Outrigger.Storage.Cache;
using Outrigger.Storage.Objects;

namespace Outrigger.Registry.Watches;

/// <summary>What a change of an object is in the eyes of one watch: its selectors decide whether the object came, went or changed.</summary>
internal readonly struct WatchTransition(ObjectFilter filter, string ns)
{
    /// <summary>False when the watch does not see the change.</summary>
    public bool TryGet(WatchEntry entry, out WatchItem item)
    {
        item = default;
        if (ns.Length > 0 && !string.Equals(entry.Object.Namespace, ns, StringComparison.Ordinal))
        {
            return false;
        }

        var was = entry.Previous is { } previous && filter.Matches(previous);
        var isNow = entry.Type != WatchEntryType.Deleted && filter.Matches(entry.Object);
        switch (was, isNow)
        {
            case (false, true):
                item = new WatchItem(WatchItemType.Added, entry.Object, entry.Revision);
                return true;
            case (true, true):
                item = new WatchItem(WatchItemType.Modified, entry.Object, entry.Revision);
                return true;
            case (true, false):
                item = new WatchItem(WatchItemType.Deleted, Last(entry), entry.Revision);
                return true;
            default:
                return false;
        }
    }

    // Out of sight is shown as the object last was in sight, under the revision of the change.
    private static StoredObject Last(WatchEntry entry) =>
        entry.Type == WatchEntryType.Deleted ? entry.Object : entry.Previous!.WithRevision(entry.Revision);
}
