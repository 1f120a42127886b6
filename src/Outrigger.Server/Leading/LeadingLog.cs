using Microsoft.Extensions.Logging;

namespace Outrigger.Server.Leading;

internal static partial class LeadingLog
{
    [LoggerMessage(3401, LogLevel.Information, "{Identity} leads by the lease {Lease}: its controllers or reconcilers run")]
    public static partial void Leads(ILogger logger, string identity, string lease);

    [LoggerMessage(3402, LogLevel.Warning, "{Identity} leads no more by the lease {Lease} and its controllers or reconcilers have stopped: {Why}")]
    public static partial void LeadsNoMore(ILogger logger, string identity, string lease, string why);

    [LoggerMessage(3403, LogLevel.Debug, "The lease {Lease} could not be read or written and is tried again: {Why}")]
    public static partial void TryFailed(ILogger logger, string lease, string why);

    [LoggerMessage(3404, LogLevel.Warning, "The lease {Lease} may not be read or written, or its namespace is missing; it is tried again: {Why}")]
    public static partial void TryRefused(ILogger logger, string lease, string why);
}
