using Outrigger.Storage.Objects;

namespace Outrigger.Aggregator.Feeds;

/// <summary>Is told what a <see cref="ResourceFeed"/> sees, one call at a time.</summary>
internal interface IFeedTarget
{
    /// <summary>All that is there now; what is not in it is gone.</summary>
    void Replace(IReadOnlyList<StoredObject> objects);

    /// <summary>An object is new or changed.</summary>
    void Put(StoredObject obj);

    /// <summary>An object is gone; its last state.</summary>
    void Remove(StoredObject obj);
}
