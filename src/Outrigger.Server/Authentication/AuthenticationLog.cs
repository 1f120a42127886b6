using Microsoft.Extensions.Logging;

namespace Outrigger.Server.Authentication;

/// <summary>What authentication tells the operator. Never a token or a certificate.</summary>
internal static partial class AuthenticationLog
{
    [LoggerMessage(101, LogLevel.Debug, "Credentials refused by {Authenticator}: {Why}")]
    public static partial void Refused(ILogger logger, string authenticator, string why);

    [LoggerMessage(102, LogLevel.Warning, "Cannot reread {File}, going on with what was read before: {Why}")]
    public static partial void RereadFailed(ILogger logger, string file, string why);
}
