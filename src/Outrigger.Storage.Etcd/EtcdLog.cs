using Microsoft.Extensions.Logging;

namespace Outrigger.Storage.Etcd;

internal static partial class EtcdLog
{
    [LoggerMessage(EventId = 2201, Level = LogLevel.Information, Message = "Store {Prefix} of etcd {Version} at {Servers} is open at revision {Revision}")]
    public static partial void Opened(ILogger logger, string prefix, string version, string servers, long revision);

    [LoggerMessage(
        EventId = 2202,
        Level = LogLevel.Warning,
        Message = "The watch on etcd broke after revision {Revision} and is opened again until it holds; until then watches are silent and consistent reads fail: {Why}")]
    public static partial void WatchBroke(ILogger logger, long revision, string why);

    [LoggerMessage(EventId = 2204, Level = LogLevel.Error, Message = "Nothing is served from etcd any more: {Why}")]
    public static partial void Replaced(ILogger logger, string why);

    [LoggerMessage(EventId = 2203, Level = LogLevel.Warning, Message = "The watch on etcd is back at revision {Revision}")]
    public static partial void WatchBack(ILogger logger, long revision);

    [LoggerMessage(
        EventId = 2205,
        Level = LogLevel.Warning,
        Message = "The certificates for etcd changed and the new ones cannot be used, so the old ones are until the files change again: {Why}")]
    public static partial void CertificatesUnusable(ILogger logger, string why);
}
