using Microsoft.Extensions.Logging;

namespace Outrigger.Server.Audit;

/// <summary>What auditing tells the operator.</summary>
internal static partial class AuditLogging
{
    [LoggerMessage(131, LogLevel.Error, "Audit events are lost: {Output} fails: {Cause}. apiserver_audit_error_total counts them; mend the output")]
    public static partial void Failing(ILogger logger, string output, string cause);

    [LoggerMessage(132, LogLevel.Warning, "Audit events are written to {Output} again; {Count} were lost")]
    public static partial void Recovered(ILogger logger, string output, long count);

    [LoggerMessage(133, LogLevel.Error, "Audit events are lost: more than {Size} wait for {Output}. Make it faster, or raise --audit-{Output}-batch-buffer-size")]
    public static partial void Overflow(ILogger logger, string output, int size);

    [LoggerMessage(134, LogLevel.Warning, "An audit event of {Bytes} bytes is larger than {Limit} even without its objects and was dropped")]
    public static partial void TooLarge(ILogger logger, int bytes, long limit);

    [LoggerMessage(135, LogLevel.Error, "The audit events that still waited for {Output} were not all written within {Seconds:0} s and are lost: the server stops")]
    public static partial void FlushCut(ILogger logger, string output, double seconds);
}
