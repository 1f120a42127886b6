using Microsoft.Extensions.Logging;

namespace Outrigger.Server.AutoTls;

internal static partial class AutoTlsLog
{
    [LoggerMessage(3201, LogLevel.Information, "--auto-tls: serving a certificate of {Issuer} until {End}; {Authorities} authorities are in the caBundle")]
    public static partial void Serving(ILogger logger, string issuer, DateTime end, int authorities);

    [LoggerMessage(3202, LogLevel.Warning, "--auto-tls: the APIService {Name} is missing, so nobody is told whom to trust; create it, or start with --auto-tls-register")]
    public static partial void Missing(ILogger logger, string name);

    [LoggerMessage(3203, LogLevel.Warning, "--auto-tls: keys and caBundle could not be looked after, next try in a minute; the last ones stay: {Why}")]
    public static partial void Failed(ILogger logger, string why);
}
