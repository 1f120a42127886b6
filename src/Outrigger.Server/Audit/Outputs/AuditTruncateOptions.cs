namespace Outrigger.Server.Audit.Outputs;

/// <summary>The flags <c>--audit-…-truncate-…</c>.</summary>
public sealed record AuditTruncateOptions
{
    /// <summary>Whether sizes are bounded.</summary>
    public bool Enabled { get; init; }

    /// <summary>A larger event loses its objects; one that is still larger is dropped and counted. Bytes.</summary>
    public long MaxEventSize { get; init; } = 100 * 1024;

    /// <summary>A larger batch is sent in parts. Bytes.</summary>
    public long MaxBatchSize { get; init; } = 10 * 1024 * 1024;
}
