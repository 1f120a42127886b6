using Microsoft.Extensions.Logging;

namespace Outrigger.Storage.Sqlite;

internal static partial class SqliteLog
{
    [LoggerMessage(EventId = 2101, Level = LogLevel.Information, Message = "Store {Path} is open at revision {Revision}, SQLite {Version}")]
    public static partial void Opened(ILogger logger, string path, long revision, string version);

    [LoggerMessage(
        EventId = 2102,
        Level = LogLevel.Error,
        Message = "A commit to {Path} failed, {Count} writes are answered with an error: {Why}. Reads go on, the next write is tried; free space on its disk or check it")]
    public static partial void CommitFailed(ILogger logger, string path, int count, string why);

    [LoggerMessage(EventId = 2103, Level = LogLevel.Error, Message = "{Path} cannot be opened again: {Why}. Writes fail until it can; check the disk")]
    public static partial void ReopenFailed(ILogger logger, string path, string why);

    [LoggerMessage(EventId = 2104, Level = LogLevel.Warning, Message = "{Path} takes writes again, at revision {Revision}")]
    public static partial void Recovered(ILogger logger, string path, long revision);

    [LoggerMessage(EventId = 2105, Level = LogLevel.Warning, Message = "Upkeep of {Path} failed ({What}) and is tried again: {Why}")]
    public static partial void UpkeepFailed(ILogger logger, string path, string what, string why);
}
