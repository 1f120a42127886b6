namespace Outrigger.Registry.Operations;

/// <summary>The type of a watch event on the wire.</summary>
public enum WatchItemType
{
    Added,
    Modified,
    Deleted,

    /// <summary>No change: tells up to which revision everything was sent.</summary>
    Bookmark,

    /// <summary>A bookmark that ends the initial events of a watch-list (annotation k8s.io/initial-events-end).</summary>
    InitialEventsEnd,
}
