using Microsoft.Extensions.Logging;

namespace Outrigger.Server.Delegation;

internal static partial class DelegationLog
{
    [LoggerMessage(3001, LogLevel.Information, "The authentication ConfigMap changed: now {Clients} client CAs and {Proxies} front-proxy CAs are trusted")]
    public static partial void TrustChanged(ILogger logger, int clients, int proxies);

    [LoggerMessage(3002, LogLevel.Warning, "The authentication ConfigMap kube-system/extension-apiserver-authentication cannot be read; the last one stays in force: {Why}")]
    public static partial void TrustUnreadable(ILogger logger, string why);

    [LoggerMessage(3003, LogLevel.Warning, "The main server has no requestheader-client-ca-file: nobody can reach this server through the aggregator. Start the main server with --requestheader-client-ca-file")]
    public static partial void NoFrontProxy(ILogger logger);

    [LoggerMessage(3004, LogLevel.Warning, "The main server names no requestheader-allowed-names: any certificate of its front-proxy CA may assert any user. Start it with --requestheader-allowed-names=front-proxy-client")]
    public static partial void AnyProxyName(ILogger logger);
}
