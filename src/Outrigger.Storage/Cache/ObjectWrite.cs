using Outrigger.Storage.Objects;

namespace Outrigger.Storage.Cache;

/// <summary>One object's part of a commit.</summary>
/// <param name="Cache">Of the object's resource.</param>
/// <param name="Key">The key of <see cref="Contract.StoreKeys"/>; it must be that of the object's namespace and name.</param>
/// <param name="NewObject">Null deletes.</param>
/// <param name="ExpectedRevision">The resourceVersion the stored object must have; 0 = it must not exist.</param>
/// <param name="TimeToLive">After this time the store deletes it by itself (events); null for never.</param>
public sealed record ObjectWrite(
    ResourceCache Cache, string Key, StoredObject? NewObject, long ExpectedRevision, TimeSpan? TimeToLive = null);
