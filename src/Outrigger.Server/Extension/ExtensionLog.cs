using Microsoft.Extensions.Logging;

namespace Outrigger.Server.Extension;

internal static partial class ExtensionLog
{
    [LoggerMessage(3101, LogLevel.Information, "{Name} is ready on port {Port}")]
    public static partial void Ready(ILogger logger, string name, int port);

    [LoggerMessage(3102, LogLevel.Information, "{Name} has stopped")]
    public static partial void Stopped(ILogger logger, string name);

    [LoggerMessage(3103, LogLevel.Warning, "{Name} serves a self-signed certificate, which no aggregator trusts: give --tls-cert-file and --tls-private-key-file")]
    public static partial void SelfSigned(ILogger logger, string name);

    [LoggerMessage(3104, LogLevel.Error, "{Name} stops, because {What} failed")]
    public static partial void BackgroundFailed(ILogger logger, string name, string what, Exception failure);
}
