using Microsoft.Extensions.Logging;

namespace Outrigger.Server.Reconciling;

internal static partial class ReconcilerLog
{
    [LoggerMessage(3501, LogLevel.Warning, "{Resource} {Key}: reconciling failed and is tried again in {Wait}: {Why}")]
    public static partial void Failed(ILogger logger, string resource, string key, TimeSpan wait, string why, Exception? failure);

    [LoggerMessage(3502, LogLevel.Warning, "{Resource}: the watch broke and is opened again: {Why}")]
    public static partial void WatchFailed(ILogger logger, string resource, string why);
}
