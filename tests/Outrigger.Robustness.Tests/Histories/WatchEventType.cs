namespace Outrigger.Robustness.Tests.Histories;

internal enum WatchEventType
{
    Added,
    Modified,
    Deleted,
    Bookmark,
}
