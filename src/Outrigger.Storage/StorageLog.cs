using Microsoft.Extensions.Logging;

namespace Outrigger.Storage;

internal static partial class StorageLog
{
    [LoggerMessage(
        EventId = 2001,
        Level = LogLevel.Error,
        Message = "The value of {Key} at revision {Revision} cannot be read and is left out of every answer: {Why}. Restore it from a backup, or delete the key")]
    public static partial void UnreadableValue(ILogger logger, string key, long revision, string why);

    [LoggerMessage(
        EventId = 2002,
        Level = LogLevel.Error,
        Message = "The key {Key} holds an object that calls itself {Namespace}/{Name}; it is left out of every answer. Something else wrote it: delete the key")]
    public static partial void ForeignKey(ILogger logger, string key, string @namespace, string name);

    [LoggerMessage(
        EventId = 2003,
        Level = LogLevel.Warning,
        Message = "The feed of the store broke after revision {Revision} and is opened again in {Delay}: {Why}")]
    public static partial void FeedBroke(ILogger logger, long revision, TimeSpan delay, string why);

    [LoggerMessage(
        EventId = 2004,
        Level = LogLevel.Warning,
        Message = "The store has compacted history after revision {Revision} before it was read: every resource is read anew and open watches expire")]
    public static partial void HistoryLost(ILogger logger, long revision);

    [LoggerMessage(
        EventId = 2005,
        Level = LogLevel.Warning,
        Message = "Reading {Prefix} from the store failed and is tried again in {Delay}: {Why}")]
    public static partial void LoadFailed(ILogger logger, string prefix, TimeSpan delay, string why);

    [LoggerMessage(EventId = 2006, Level = LogLevel.Warning, Message = "Compacting the store to revision {Revision} failed and is tried again later: {Why}")]
    public static partial void CompactionFailed(ILogger logger, long revision, string why);

    [LoggerMessage(EventId = 2007, Level = LogLevel.Error, Message = "A loop of the watch cache had ended with an error before the cache was closed: report this as a defect")]
    public static partial void LoopFailed(ILogger logger, Exception why);

    [LoggerMessage(
        EventId = 2010,
        Level = LogLevel.Error,
        Message = "The watch cache differs from the store in {Count} keys, the first is {Key} at revision {Revision} (cache: {CacheRevision}, store: {StoreRevision}; 0 for not there). Reads may be wrong: restart this server, which reads the store anew, and report this as a defect, unless a value was logged as unreadable")]
    public static partial void CacheDiffers(ILogger logger, int count, string key, long revision, long cacheRevision, long storeRevision);

    [LoggerMessage(EventId = 2011, Level = LogLevel.Information, Message = "The comparison of the watch cache with the store was given up and is tried again in {Interval}: {Why}")]
    public static partial void SelfCheckSkipped(ILogger logger, TimeSpan interval, string why);
}
