using Microsoft.Extensions.Logging;

namespace Outrigger.ControlPlane.AccessFiles;

/// <summary>What becomes of configuration files that change.</summary>
internal static partial class AccessFileLog
{
    [LoggerMessage(4301, LogLevel.Information, "The changed {What} configuration in {File} is in force")]
    public static partial void Reloaded(ILogger logger, string what, string file);

    [LoggerMessage(4302, LogLevel.Error, "The changed {What} configuration in {File} is not used, the last good one stays in force: {Why}")]
    public static partial void NotReloaded(ILogger logger, string what, string file, string why);
}
