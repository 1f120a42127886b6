namespace Outrigger.Storage.Cache;

/// <summary>What a change did to the key.</summary>
public enum WatchEntryType
{
    Added,
    Modified,
    Deleted,
}
