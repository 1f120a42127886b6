using Outrigger.Server.Lifecycle;

namespace Outrigger.Server.Settings;

/// <summary>What the control plane and extension servers are set up with alike.</summary>
public sealed record ServerSettings
{
    /// <summary>How the server stops.</summary>
    public ShutdownOptions Shutdown { get; init; } = new();
}
