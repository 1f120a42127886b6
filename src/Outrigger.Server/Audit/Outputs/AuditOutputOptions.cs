namespace Outrigger.Server.Audit.Outputs;

/// <summary>What the log and the webhook have in common.</summary>
public record AuditOutputOptions
{
    public AuditMode Mode { get; init; }

    public AuditBatchOptions Batch { get; init; } = new();

    public AuditTruncateOptions Truncate { get; init; } = new();
}
