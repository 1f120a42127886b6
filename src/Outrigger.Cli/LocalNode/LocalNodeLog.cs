using Microsoft.Extensions.Logging;

namespace Outrigger.Cli.LocalNode;

internal static partial class LocalNodeLog
{
    [LoggerMessage(5101, LogLevel.Warning, "the local node {Node} cannot be kept up to date: {Why}; it is tried again until it can")]
    public static partial void Failed(ILogger logger, string node, string why);
}
