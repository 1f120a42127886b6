namespace Outrigger.Server.Audit.Outputs;

/// <summary>The flags <c>--audit-webhook-…</c>.</summary>
public sealed record AuditWebhookOptions : AuditOutputOptions
{
    public AuditWebhookOptions() => Batch = new AuditBatchOptions { MaxBatchSize = 400, ThrottleEnable = true };

    /// <summary>A kubeconfig whose server is the address that EventLists are posted to. Empty for no webhook.</summary>
    public string ConfigFile { get; init; } = "";

    /// <summary>The pause before a failed batch is sent again; it grows by half each time, five tries in all.</summary>
    public TimeSpan InitialBackoff { get; init; } = TimeSpan.FromSeconds(10);
}
