namespace Outrigger.Client.Watching;

/// <summary>What a <see cref="WatchEvent"/> tells.</summary>
public enum WatchEventType
{
    /// <summary>The object is there now (new, or newly matching).</summary>
    Added,

    /// <summary>The object changed.</summary>
    Modified,

    /// <summary>The object is gone (or no longer matches); it is shown as it last was.</summary>
    Deleted,

    /// <summary>Only the resourceVersion moved on.</summary>
    Bookmark,

    /// <summary>The object is a whole list: what was known before does not count any more.</summary>
    Listed,
}
