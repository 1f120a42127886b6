using Microsoft.Extensions.Logging;

namespace Outrigger.Server.Health;

internal static partial class HealthLog
{
    [LoggerMessage(141, LogLevel.Warning, "{Page} is red: the check {Check} says: {Why}")]
    public static partial void Failed(ILogger logger, string page, string check, string why);
}
