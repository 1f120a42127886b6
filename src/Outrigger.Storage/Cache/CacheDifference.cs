namespace Outrigger.Storage.Cache;

/// <summary>A key for which cache and store disagree; that is a defect of this program.</summary>
/// <param name="Key">The key.</param>
/// <param name="Revision">The revision at which both were read.</param>
/// <param name="CacheRevision">The revision of the cache's object; 0 when it has none.</param>
/// <param name="StoreRevision">The revision of the store's record; 0 when it has none.</param>
public sealed record CacheDifference(string Key, long Revision, long CacheRevision, long StoreRevision);
