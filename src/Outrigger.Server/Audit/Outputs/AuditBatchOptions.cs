namespace Outrigger.Server.Audit.Outputs;

/// <summary>The flags <c>--audit-log-batch-…</c> and <c>--audit-webhook-batch-…</c>: how the mode <c>batch</c> gathers events.</summary>
public sealed record AuditBatchOptions
{
    /// <summary>How many events wait at most.</summary>
    public int BufferSize { get; init; } = 10_000;

    /// <summary>How many are written in one go.</summary>
    public int MaxBatchSize { get; init; } = 1;

    /// <summary>How long a batch waits until it is full.</summary>
    public TimeSpan MaxBatchWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether batches are held back when they come faster than the two figures below.</summary>
    public bool ThrottleEnable { get; init; }

    /// <summary>Batches a second on average.</summary>
    public double ThrottleQps { get; init; } = 10;

    /// <summary>Batches at once after a quiet time.</summary>
    public int ThrottleBurst { get; init; } = 15;
}
