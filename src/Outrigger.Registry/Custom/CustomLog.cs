using Microsoft.Extensions.Logging;

namespace Outrigger.Registry.Custom;

internal static partial class CustomLog
{
    [LoggerMessage(2501, LogLevel.Warning, "changes of {Resource} that others make are not seen: {Cause}; trying again in {Seconds} s, then everything is compared")]
    public static partial void FollowFailed(ILogger logger, string resource, string cause, double seconds);

    [LoggerMessage(2502, LogLevel.Error, "an object of {Resource} is left out, its storage gave what cannot be served: {Cause}")]
    public static partial void BadObject(ILogger logger, string resource, string cause);
}
