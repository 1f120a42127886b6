using Outrigger.Server.Audit;
using Outrigger.Server.FlowControl;
using Outrigger.Server.Lifecycle;

namespace Outrigger.Server.Settings;

/// <summary>What the control plane and extension servers are set up with alike.</summary>
public sealed record ServerSettings
{
    /// <summary>How the server stops.</summary>
    public ShutdownOptions Shutdown { get; init; } = new();

    /// <summary>Which requests are recorded, and where.</summary>
    public AuditOptions Audit { get; init; } = new();

    /// <summary>What happens when there are too many requests.</summary>
    public FlowControlOptions FlowControl { get; init; } = new();
}
