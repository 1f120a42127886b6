using Outrigger.Server.Lifecycle;

namespace Outrigger.Server.Health;

/// <summary>Which checks stand behind which path.</summary>
/// <param name="Live">/livez: a failure means that the process should be restarted.</param>
/// <param name="Ready">/readyz and /healthz, beside the live ones: a failure means that no requests should be sent now.</param>
public sealed record HealthChecks(IReadOnlyList<IHealthCheck> Live, IReadOnlyList<IHealthCheck> Ready)
{
    /// <summary>The check that turns readiness red as soon as the server is asked to stop.</summary>
    public static IHealthCheck Shutdown(ServerLifecycle lifecycle) =>
        new HealthCheck("shutdown", _ => new(lifecycle.ShutdownInitiated.IsSignaled ? "process is shutting down" : null));
}
