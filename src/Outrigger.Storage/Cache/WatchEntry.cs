using Outrigger.Storage.Objects;

namespace Outrigger.Storage.Cache;

/// <summary>One change of one object: an entry of a resource's event log, shared by all its watchers.</summary>
/// <param name="Revision">The revision of the commit.</param>
/// <param name="Type">What it did.</param>
/// <param name="Object">The object after it; for Deleted the last state under the new revision.</param>
/// <param name="Previous">The object before it; null for Added. Tells a selector whether the object was in its view.</param>
public sealed record WatchEntry(long Revision, WatchEntryType Type, StoredObject Object, StoredObject? Previous);
