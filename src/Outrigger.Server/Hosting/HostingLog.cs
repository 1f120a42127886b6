using Microsoft.Extensions.Logging;

namespace Outrigger.Server.Hosting;

/// <summary>What hosting tells the operator.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(121, LogLevel.Information, "The serving certificate {File} changed; new connections use it")]
    public static partial void CertificateReloaded(ILogger logger, string file);

    [LoggerMessage(122, LogLevel.Warning, "Cannot read the serving certificate {File}, the old one stays: {Cause}. Mend the file or its rights")]
    public static partial void CertificateUnreadable(ILogger logger, string file, string cause);
}
