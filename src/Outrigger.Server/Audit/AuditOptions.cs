using Outrigger.Server.Audit.Outputs;

namespace Outrigger.Server.Audit;

/// <summary>The <c>--audit-…</c> flags, with kube-apiserver's names and defaults.</summary>
public sealed record AuditOptions
{
    /// <summary><c>--audit-policy-file</c>: an audit.k8s.io/v1 Policy. Without one nothing is recorded, and nothing is spent on it.</summary>
    public string PolicyFile { get; init; } = "";

    public AuditLogOptions Log { get; init; } = new();

    public AuditWebhookOptions Webhook { get; init; } = new();
}
