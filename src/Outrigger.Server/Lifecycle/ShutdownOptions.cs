namespace Outrigger.Server.Lifecycle;

/// <summary>How a server stops. The flags have kube-apiserver's names.</summary>
public sealed record ShutdownOptions
{
    /// <summary>
    /// <c>--shutdown-delay-duration</c>: how long the server goes on serving with a red /readyz, so that load balancers see it. Zero by default.
    /// </summary>
    public TimeSpan Delay { get; init; } = TimeSpan.Zero;

    /// <summary>
    /// <c>--shutdown-send-retry-after</c>: whether the listener stays open while requests finish, and what comes meanwhile is told 429 with
    /// Retry-After; else connections are refused from then on. No by default.
    /// </summary>
    public bool SendRetryAfter { get; init; }

    /// <summary>
    /// <c>--shutdown-watch-termination-grace-period</c>: the time over which watches and tunnels are ended, at 200 a second at least. Zero,
    /// the default, ends all of them at once.
    /// </summary>
    public TimeSpan WatchTerminationGracePeriod { get; init; } = TimeSpan.Zero;

    /// <summary>How long requests that are under way may take to finish before they are cut; 60 s, as long as a write or a proxied request may take.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(60);
}
