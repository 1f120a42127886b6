using Microsoft.Extensions.Logging;

namespace Outrigger.Cli.Hosting;

internal static partial class HostingLog
{
    [LoggerMessage(5001, LogLevel.Warning, "{File} is renewed")]
    public static partial void Renewed(ILogger logger, string file);

    [LoggerMessage(5002, LogLevel.Error, "certificates cannot be renewed: {Why}; it is tried again tomorrow")]
    public static partial void NotRenewed(ILogger logger, string why);

    [LoggerMessage(5003, LogLevel.Error, "{What} did not close in good order; the rest is closed all the same")]
    public static partial void NotClosed(ILogger logger, string what, Exception why);
}
