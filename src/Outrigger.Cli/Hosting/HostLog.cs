using Microsoft.Extensions.Logging;

namespace Outrigger.Cli.Hosting;

internal static partial class HostLog
{
    [LoggerMessage(5201, LogLevel.Error, "{What} did not close in good order; the rest is closed all the same")]
    public static partial void NotClosed(ILogger logger, string what, Exception why);
}
