using Microsoft.Extensions.Logging;

namespace Outrigger.Server.Hosting;

/// <summary>What hosting tells the operator.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(121, LogLevel.Information, "The serving certificate {File} changed; new connections use it")]
    public static partial void CertificateReloaded(ILogger logger, string file);

    [LoggerMessage(122, LogLevel.Warning, "Cannot read the serving certificate {File}, the old one stays: {Cause}. Mend the file or its rights")]
    public static partial void CertificateUnreadable(ILogger logger, string file, string cause);

    [LoggerMessage(123, LogLevel.Information, "Shutdown: {Signal}")]
    public static partial void Signaled(ILogger logger, string signal);

    [LoggerMessage(124, LogLevel.Warning, "{Hook} did not stop in good order, the shutdown goes on: {Cause}")]
    public static partial void HookFailed(ILogger logger, string hook, string cause);

    [LoggerMessage(125, LogLevel.Warning, "{Count} requests were not done within {Seconds:0} s and are cut: the server stops")]
    public static partial void RequestsCut(ILogger logger, int count, double seconds);
}
