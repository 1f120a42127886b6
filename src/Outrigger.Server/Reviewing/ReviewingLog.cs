using Microsoft.Extensions.Logging;

namespace Outrigger.Server.Reviewing;

/// <summary>What reviews by other servers tell the operator. Never a token, never what an answer says beside its code.</summary>
internal static partial class ReviewingLog
{
    [LoggerMessage(3301, LogLevel.Warning, "{Name} does not answer: {Why}. Look at the server that its configuration names (told once a minute; not told since the last time: {Count})")]
    public static partial void Failed(ILogger logger, string name, string why, int count);
}
