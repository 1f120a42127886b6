using Outrigger.Server.Flags;

namespace Outrigger.Server.Lifecycle;

/// <summary>The flags of <see cref="ShutdownOptions"/>.</summary>
public static class ShutdownFlags
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ServerFlag<ShutdownOptions>> All { get; } =
    [
        new("shutdown-delay-duration", "DURATION", "Go on serving this long after SIGTERM, while /readyz is red (default 0s)",
            (o, v) => o with { Delay = FlagValues.Duration(v) }),
        new("shutdown-send-retry-after", "[=BOOL]", "While requests finish, keep the port open and answer what comes with 429 and Retry-After (default false: refuse connections)",
            (o, v) => o with { SendRetryAfter = FlagValues.Switch(v) }) { IsSwitch = true },
        new("shutdown-watch-termination-grace-period", "DURATION", "End watches over this time, at 200 a second at least (default 0s: all at once)",
            (o, v) => o with { WatchTerminationGracePeriod = FlagValues.Duration(v) }),
    ];
}
