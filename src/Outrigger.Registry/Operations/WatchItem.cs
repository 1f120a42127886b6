using Outrigger.Storage.Objects;

namespace Outrigger.Registry.Operations;

/// <summary>One event of a watch.</summary>
/// <param name="Type">The kind of event.</param>
/// <param name="Object">The object after the change (before it for Deleted), with the event's revision; null for bookmarks.</param>
/// <param name="Revision">The revision of the event or bookmark.</param>
public readonly record struct WatchItem(WatchItemType Type, StoredObject? Object, long Revision);
