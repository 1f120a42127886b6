namespace Outrigger.Server.Leading;

/// <summary>The Lease that servers lead by, and its times.</summary>
public sealed record LeaseOptions
{
    public string Namespace { get; init; } = "kube-system";

    public string Name { get; init; } = "outrigger-controllers";

    /// <summary>Who this server is; unique.</summary>
    public required string Identity { get; init; }

    /// <summary>After this time without a renewal another server takes over; whole seconds, default 10 s.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A leader that could not renew for this long stops by itself, before another may begin; default 7 s.</summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(7);

    /// <summary>How often a leader renews and the others look; default 2 s.</summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromSeconds(2);
}
