namespace Outrigger.Robustness.Tests.Histories;

/// <summary>An event as it arrived.</summary>
/// <param name="State">The object in it; null for a bookmark.</param>
internal sealed record WatchEvent(WatchEventType Type, long Revision, ObjectState? State)
{
    public string Key => State?.Key ?? "";

    public static WatchEvent Bookmark(long revision) => new(WatchEventType.Bookmark, revision, null);
}
