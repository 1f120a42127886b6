using Microsoft.Extensions.Logging;

namespace Outrigger.Server.Pipeline;

/// <summary>What the pipeline tells the operator.</summary>
internal static partial class PipelineLog
{
    [LoggerMessage(111, LogLevel.Error, "Request {AuditId} {Method} {Path} failed with an error that is ours; the client was told 500")]
    public static partial void Failed(ILogger logger, Exception cause, string auditId, string method, string path);

    [LoggerMessage(112, LogLevel.Warning, "The store cannot answer: {Cause}. Request {AuditId} was refused with {Code}")]
    public static partial void StoreUnavailable(ILogger logger, string auditId, int code, string cause);
}
