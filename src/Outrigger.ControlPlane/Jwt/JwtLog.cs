using Microsoft.Extensions.Logging;

namespace Outrigger.ControlPlane.Jwt;

/// <summary>What JSON web tokens and their issuers tell the operator. Never a token or a claim's value.</summary>
internal static partial class JwtLog
{
    [LoggerMessage(4201, LogLevel.Warning, "The keys of the token issuer {Issuer} cannot be read: {Why}. Its users are let in with the keys that are known, if any; tried again every 10 s")]
    public static partial void KeysUnreadable(ILogger logger, string issuer, string why);

    [LoggerMessage(4202, LogLevel.Information, "The token issuer {Issuer} answers again, with {Count} keys")]
    public static partial void KeysBack(ILogger logger, string issuer, int count);

    [LoggerMessage(4203, LogLevel.Warning, "The token issuer {Issuer} may put its users into any group, system:masters too, because claimMappings.groups.prefix (--oidc-groups-prefix) is empty")]
    public static partial void AnyGroup(ILogger logger, string issuer);
}
